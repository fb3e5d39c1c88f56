import { describe, expect, test } from 'vitest';
import { flagsText, LOCKS, NO_FLAGS, partFlags, readFlags } from './locks.ts';

describe('flags of a lesson link', () => {
  test('are read as they were written, for every choice of locks', () => {
    for (let chosen = 0; chosen < 2 ** LOCKS.length; chosen++)
      for (const large of [false, true]) {
        const flags = { locks: LOCKS.filter((_, i) => (chosen >> i) % 2 === 1), large };
        expect(partFlags(`floats/bits${flagsText(flags)}`.split('/'))).toEqual({
          path: ['floats', 'bits'],
          flags: { ...flags, unknown: [] },
        });
      }
  });

  test('an address without them is left as it is', () => {
    expect(partFlags(['floats', 'bits'])).toEqual({ path: ['floats', 'bits'], flags: NO_FLAGS });
    expect(partFlags([])).toEqual({ path: [], flags: NO_FLAGS });
  });

  test('what is unknown is named, and the rest holds', () => {
    expect(readFlags('lock=answers.doors&colour=red&large')).toEqual({
      locks: ['answers'],
      large: true,
      unknown: ['doors', 'colour'],
    });
  });
});
