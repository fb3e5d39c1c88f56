import { expect, it } from 'vitest';
import { Aside } from './aside.ts';

/** Work that ends when it is aborted, and logs both. */
function endless(name: string, log: string[]) {
  return (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      log.push(`${name} starts`);
      signal.addEventListener('abort', () => {
        log.push(`${name} ends`);
        reject(new Error('aborted'));
      });
    });
}

it('ends what is under way before the next piece starts', async () => {
  const log: string[] = [];
  const aside = new Aside();
  const first = aside.start(endless('first', log));
  const ended = expect(first).rejects.toThrow('aborted');
  await Promise.resolve();
  await Promise.resolve();
  expect(await aside.start(() => Promise.resolve('second'))).toBe('second');
  await ended;
  expect(log).toEqual(['first starts', 'first ends']);
});

it('gives way, also to several who ask at once, and is free afterwards', async () => {
  const log: string[] = [];
  const aside = new Aside();
  // Not begun yet, it ends all the same.
  const ended = expect(aside.start(endless('work', log))).rejects.toThrow('aborted');
  await Promise.all([aside.giveWay(), aside.giveWay()]);
  await ended;
  await aside.giveWay();
  expect(log).toEqual([]);
  expect(await aside.start(() => Promise.resolve(1))).toBe(1);
});

it('hands on an error, and is free afterwards', async () => {
  const aside = new Aside();
  await expect(aside.start(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await aside.start(() => Promise.resolve(1))).toBe(1);
});

it('a piece that ends late does not hide the one that took its place', async () => {
  const log: string[] = [];
  const aside = new Aside();
  const first = expect(aside.start(endless('first', log))).rejects.toThrow('aborted');
  await Promise.resolve();
  const second = expect(aside.start(endless('second', log))).rejects.toThrow('aborted');
  await first;
  await aside.giveWay();
  expect(log).toEqual(['first starts', 'first ends', 'second starts', 'second ends']);
  await second;
});
