import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CARDS } from './all-cards.ts';

it('has a proof for every mechanism, and each of them is there', () => {
  expect(new Set(CARDS.map(({ id }) => id)).size).toBe(CARDS.length);
  for (const { proof, changes } of CARDS) {
    expect(changes.length).toBeGreaterThan(0);
    expect(proof.length).toBeGreaterThan(0);
    for (const path of proof) expect(existsSync(path), path).toBe(true);
  }
});
