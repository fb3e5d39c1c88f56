import { expect, it } from 'vitest';
import { breathe } from './breathe.ts';

/** A piece of work that is over before it would have breathed by itself. */
async function shortPiece(): Promise<void> {
  const end = performance.now() + 5;
  while (performance.now() < end) await breathe();
}

it('lets a message through between many short pieces of work', async () => {
  let heard = false;
  setTimeout(() => {
    heard = true;
  }, 0);
  for (let piece = 0; piece < 40 && !heard; piece++) await shortPiece();
  expect(heard).toBe(true);
});
