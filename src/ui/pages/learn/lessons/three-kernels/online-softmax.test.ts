import { describe, expect, test } from 'vitest';
import { countDifferingBits } from '../../../../../numerics/bits.ts';
import { fixedRuns } from '../../../../../numerics/plan.ts';
import { attended, attendedExactly, attentionCase, HEADS, reordered } from './attention-case.ts';
import { onlineSteps, orderByScore, rescalings } from './online-softmax.ts';

const keys = 24;
const plain = attentionCase(keys);

describe('the online softmax, step by step', () => {
  test.each([1, 3, 8, 24])('in blocks of %i it ends in the bits of attention with those splits', (block) => {
    const last = onlineSteps(plain, block).at(-1);
    const whole = attended(plain, fixedRuns(keys, block), 'f32');
    expect(countDifferingBits(Float32Array.from(last?.output ?? []), whole)).toBe(0);
  });

  test('every step stands for attention over the keys so far', () => {
    for (const { end, output } of onlineSteps(plain, 4)) {
      const exact = attendedExactly({ ...plain, keys: end });
      output.forEach((value, d) => {
        expect(Math.abs(value - exact[d])).toBeLessThan(1e-5);
      });
    }
  });

  test('other blocks, other bits', () => {
    const one = attended(plain, fixedRuns(keys, 1), 'f32');
    expect(countDifferingBits(one, attended(plain, fixedRuns(keys, 24), 'f32'))).toBeGreaterThan(0);
  });

  test('falling scores never rescale, rising ones do at every key after the first', () => {
    const scores = onlineSteps(plain, 1).flatMap((step) => step.scores);
    const run = (direction: 'falling' | 'rising') =>
      onlineSteps(reordered(plain, orderByScore(scores, direction)), 1);
    expect(rescalings(run('falling'))).toBe(0);
    expect(rescalings(run('rising'))).toBe(keys - 1);
    expect(run('falling').flatMap((step) => step.scores)).toEqual(scores.toSorted((a, b) => b - a));
  });

  test('scores are those of the query over the keys, scaled by 1 / sqrt(head_dim)', () => {
    const [first] = onlineSteps(plain, keys);
    let score = 0;
    for (let d = 0; d < HEADS.headDim; d++) score += plain.q[d] * plain.cache.k[d];
    expect(first.scores[0]).toBeCloseTo(score / Math.sqrt(HEADS.headDim), 5);
  });
});
