import type { RandomSource } from '../random-source.ts';

/** Draws of one seed: Marsaglia's xorshift with 32 bits, which tests of statistics need no better than. */
export function testRandom(seed: number): RandomSource {
  let state = (seed * 2_654_435_769 + 1) | 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  for (let round = 0; round < 20; round++) next();
  return { next, below: (bound) => Math.floor((next() / 2 ** 32) * bound) };
}
