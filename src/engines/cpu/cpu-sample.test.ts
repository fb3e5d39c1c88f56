import { describe, expect, test } from 'vitest';
import { gumbel, requestKey } from '../../numerics/gumbel.ts';
import { randomValues } from '../../numerics/testing/arbitraries.ts';
import { sampleLogits } from './cpu-sample.ts';

const greedy = { temperature: 0, seed: 0 };

describe('greedy', () => {
  test('ties go to the lower id, in the choice and in the ranking', () => {
    const { token, top } = sampleLogits('r', 1, Float32Array.of(1, 3, 2, 3, 3), greedy);
    expect(token).toBe(1);
    expect(top.map((entry) => entry.token)).toEqual([1, 3, 4, 2, 0]);
  });

  test('log-sum-exp survives large logits', () => {
    const { logSumExp } = sampleLogits('r', 1, Float32Array.of(500, 500), greedy);
    expect(logSumExp).toBeCloseTo(500 + Math.log(2), 4);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('%f is reported', (value) => {
    expect(sampleLogits('r', 1, Float32Array.of(1, value, 2), greedy).finite).toBe(false);
  });
});

describe('at a temperature', () => {
  const logits = randomValues(40, 1).map((x) => 3 * x);

  test('the choice depends on seed, request and position alone', () => {
    const draw = (seed: number, request: string, position: number) =>
      sampleLogits(request, position, logits, { temperature: 1.5, seed }).token;
    const positions = Array.from({ length: 50 }, (_, i) => i);
    const sequence = (seed: number, request: string) =>
      positions.map((position) => draw(seed, request, position));
    expect(sequence(1, 'a')).toEqual(sequence(1, 'a'));
    expect(sequence(1, 'b')).not.toEqual(sequence(1, 'a'));
    expect(sequence(2, 'a')).not.toEqual(sequence(1, 'a'));
    expect(new Set(sequence(1, 'a')).size).toBeGreaterThan(5);
  });

  test('it is the argmax of logit / T + noise', () => {
    for (let position = 0; position < 50; position++) {
      const noisy = Array.from(logits, (x, id) => x / 0.7 + gumbel(9, requestKey('a'), position, id));
      const { token } = sampleLogits('a', position, logits, { temperature: 0.7, seed: 9 });
      expect(token).toBe(noisy.indexOf(Math.max(...noisy)));
    }
  });

  test('tokens come as often as the softmax says', () => {
    const few = Float32Array.of(0, 1, 2);
    const counts = [0, 0, 0];
    for (let position = 0; position < 20_000; position++)
      counts[sampleLogits('a', position, few, { temperature: 2, seed: 3 }).token]++;
    const weights = Array.from(few, (x) => Math.exp(x / 2));
    const total = weights.reduce((a, b) => a + b);
    counts.forEach((count, id) => {
      expect(Math.abs(count / 20_000 - weights[id] / total)).toBeLessThan(0.012);
    });
  });
});
