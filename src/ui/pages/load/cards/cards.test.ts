import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CONTENT_CARDS } from './content-cards.ts';
import { SPECULATION_CARD } from './speculation-card.ts';
import { TIME_CARDS } from './time-cards.ts';
import { TRADE_CARDS } from './trade-cards.ts';

const CARDS = [...TIME_CARDS, SPECULATION_CARD, ...CONTENT_CARDS, ...TRADE_CARDS];

it('has a proof for every mechanism, and each of them is there', () => {
  expect(new Set(CARDS.map(({ id }) => id)).size).toBe(CARDS.length);
  for (const { proof, changes } of CARDS) {
    expect(changes.length).toBeGreaterThan(0);
    expect(proof.length).toBeGreaterThan(0);
    for (const path of proof) expect(existsSync(path), path).toBe(true);
  }
});
