import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DIGEST_LANES, digestOf, sameDigest } from './digest.ts';

const S = [0x243f6a88n, 0x85a308d3n, 0x13198a2en, 0x03707344n];
const WORD = 0xffff_ffffn;

/** The text of NUMERICS §7 in integers of any size, token by token from the last. */
function reference(bits: readonly number[]): number[] {
  return S.map((start) => {
    let sum = 0n;
    for (let token = bits.length - 1; token >= 0; token--)
      sum += mix(BigInt(token), BigInt(bits[token]), start);
    return Number(sum & WORD);
  });
}

function mix(token: bigint, bits: bigint, start: bigint): bigint {
  let h = (bits * 0xcc9e2d51n) & WORD;
  h = ((h << 15n) | (h >> 17n)) & WORD;
  h = (h * 0x1b873593n) & WORD;
  h ^= (token * 0x9e3779b1n + start) & WORD;
  h ^= h >> 16n;
  h = (h * 0x85ebca6bn) & WORD;
  h ^= h >> 13n;
  h = (h * 0xc2b2ae35n) & WORD;
  return h ^ (h >> 16n);
}

const logitsFrom = (bits: readonly number[]) => new Float32Array(Uint32Array.from(bits).buffer);
const digest = (bits: readonly number[]) => [...digestOf(logitsFrom(bits))];

/** Words of a linear congruential generator from 1: no table to ship. */
function generated(count: number): number[] {
  let word = 1;
  return Array.from({ length: count }, () => {
    word = (Math.imul(word, 1664525) + 1013904223) >>> 0;
    return word;
  });
}

describe('digestOf', () => {
  // Computed once by a program in another language, in integers, from the text of the contract.
  it.each([
    ['nothing', [], [0, 0, 0, 0]],
    ['one zero', [0], [0x1388a0fb, 0xede1521e, 0x6cc8e406, 0xccbe4a01]],
    ['one negative zero', [0x8000_0000], [0x2ff07523, 0x024279c4, 0x9c91e783, 0x6040fcec]],
    [
      '1, -1, two NaNs, infinity and the least subnormal',
      [0x3f80_0000, 0xbf80_0000, 0x7fc0_0001, 0xffff_ffff, 0x7f80_0000, 1],
      [0xdf364dc4, 0x6e79f6f4, 0xddf2a709, 0xf178266d],
    ],
    ['1,024 words', generated(1024), [0x1512643c, 0x19aa58ef, 0x967a86d4, 0x428128d8]],
    ['151,936 words', generated(151_936), [0xf09ba110, 0xbb17234c, 0xe42ded21, 0x17411220]],
  ])('of %s is known', (_name, bits, expected) => {
    expect(digest(bits)).toEqual(expected);
  });

  it('is the text of the contract, whatever the bits', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff_ffff }), { maxLength: 40 }), (bits) => {
        expect(digest(bits)).toEqual(reference(bits));
      }),
    );
  });

  it('tells one bit apart, the order of two logits, and a zero more', () => {
    const bits = generated(64);
    const of = digestOf(logitsFrom(bits));
    for (let bit = 0; bit < 32; bit++) {
      const other = digestOf(logitsFrom(bits.with(17, (bits[17] ^ (1 << bit)) >>> 0)));
      for (let lane = 0; lane < DIGEST_LANES; lane++) expect(other[lane]).not.toBe(of[lane]);
    }
    expect(sameDigest(of, digestOf(logitsFrom(bits.with(3, bits[4]).with(4, bits[3]))))).toBe(false);
    expect(sameDigest(of, digestOf(logitsFrom([...bits, 0])))).toBe(false);
  });

  it('sees a view, not the memory around it', () => {
    const whole = logitsFrom(generated(8));
    expect(digestOf(whole.subarray(2, 5))).toEqual(digestOf(whole.slice(2, 5)));
  });
});

describe('sameDigest', () => {
  it.each([0, 1, 2, 3])('needs word %i', (lane) => {
    const a = Uint32Array.of(1, 2, 3, 4);
    expect(sameDigest(a, a.slice())).toBe(true);
    expect(sameDigest(a, a.with(lane, 9))).toBe(false);
  });
});
