import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gumbel } from './gumbel.ts';
import { highestOf } from './highest.ts';
import { drawAmongTop, SAMPLERS, type Sampler } from './top-sampler.ts';

const LOGITS = Float32Array.of(2.5, 1.5, 3, 2.75, 0.5, 1, 2, -1, -2, 2.25);

const topOf = (logits: Float32Array) =>
  highestOf(logits, 8).map((token) => ({ token, logit: logits[token] }));

function draw(logits: Float32Array, sampler: Sampler, position: number, seed = 5, temperature = 1): number {
  return drawAmongTop(topOf(logits), { sampler, temperature, seed, request: 11, position });
}

/** By token, of so many positions. */
function drawn(sampler: Sampler, seed: number, count: number): number[] {
  const counts = new Array<number>(LOGITS.length).fill(0);
  for (let position = 0; position < count; position++) counts[draw(LOGITS, sampler, position, seed)]++;
  return counts;
}

const DRAWS = 20_000;
/** 99.9 % quantile of chi-square with seven degrees of freedom: seeds are fixed, so that the test passes or fails always. */
const CRITICAL = 24.32;

describe('one order of the logits', () => {
  const top = topOf(LOGITS);
  const total = top.reduce((sum, { logit }) => sum + Math.exp(logit), 0);
  const expected = top.map(({ token, logit }) => ({ token, count: (DRAWS * Math.exp(logit)) / total }));

  test.each(SAMPLERS)('is drawn by %s as the softmax over the eight highest says', (sampler) => {
    const counts = drawn(sampler, 7, DRAWS);
    const chi = expected.reduce((sum, { token, count }) => sum + (counts[token] - count) ** 2 / count, 0);
    expect(chi).toBeLessThan(CRITICAL);
    expect(counts[7] + counts[8]).toBe(0);
  });

  test('is distributed by rank as by token, in draws that have nothing in common', () => {
    const [byToken, byRank] = [drawn('token', 7, DRAWS), drawn('rank', 8, DRAWS)];
    const chi = expected.reduce((sum, { token }) => {
      const mean = (byToken[token] + byRank[token]) / 2;
      return sum + ((byToken[token] - mean) ** 2 + (byRank[token] - mean) ** 2) / mean;
    }, 0);
    expect(chi).toBeLessThan(CRITICAL);
  });

  test('a sampler that is not as likely as it says would be seen', () => {
    const counts = drawn('rank', 7, DRAWS);
    const flat = DRAWS / 8;
    expect(expected.reduce((sum, { token }) => sum + (counts[token] - flat) ** 2 / flat, 0)).toBeGreaterThan(
      CRITICAL,
    );
  });
});

describe('two orders that one last bit sets apart', () => {
  const nearly = Math.fround(1 + 2 ** -23);
  const before = Float32Array.of(nearly, 1, 0.5, 0.25);
  const after = Float32Array.of(1, nearly, 0.5, 0.25);
  const parted = (sampler: Sampler) =>
    Array.from({ length: 2000 }, (_, i) => i).filter(
      (position) => draw(before, sampler, position) !== draw(after, sampler, position),
    ).length;

  test('part by rank wherever one of the two is drawn, and by token nowhere', () => {
    const ofTheTwo = Array.from({ length: 2000 }, (_, i) => draw(before, 'rank', i)).filter((id) => id < 2);
    expect(parted('rank')).toBe(ofTheTwo.length);
    expect(parted('rank')).toBeGreaterThan(1000);
    expect(parted('token')).toBe(0);
  });
});

test('the draw is the largest of logit / T + noise, whatever the logits', () => {
  const noisy = fc.record({
    logits: fc.float32Array({ minLength: 1, maxLength: 40, noNaN: true, min: -30, max: 30 }),
    temperature: fc.double({ min: 0.1, max: 10, noNaN: true }),
    seed: fc.nat(),
    position: fc.nat(4096),
  });
  fc.assert(
    fc.property(noisy, fc.constantFrom(...SAMPLERS), ({ logits, temperature, seed, position }, sampler) => {
      const top = topOf(logits);
      const sums = top.map(({ token, logit }, rank) => {
        return logit / temperature + gumbel(seed, 11, position, sampler === 'rank' ? rank : token);
      });
      const chosen = top.findIndex(
        ({ token }) => token === draw(logits, sampler, position, seed, temperature),
      );
      expect(sums[chosen]).toBeCloseTo(Math.max(...sums), 3);
    }),
  );
});
