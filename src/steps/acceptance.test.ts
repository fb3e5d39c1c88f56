import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { acceptedSamples, coupled, outcomeOf } from './acceptance.ts';
import type { Sample } from './step-output.ts';
import type { StepSlice } from './step-plan.ts';

const sampleOf = (index: number, token: number, finite = true): Sample => ({
  ...{ request: 'r', index, token, logit: 0, finite, logits: null, logSumExp: 0, top: [] },
  digest: new Uint32Array(4),
});

const sliceOf = (drafted: readonly number[]): StepSlice => ({
  ...{ request: 'r', start: 9, tokens: [3, ...drafted], blocks: [0, 1], sample: 'all' },
  drafted: drafted.length,
});

describe('coupled acceptance', () => {
  test('keeps drafts while they are what is chosen, then one token more', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2), { minLength: 1, maxLength: 8 }), fc.nat(8), (drafted, right) => {
        const count = Math.min(right, drafted.length);
        const chosen = [...drafted, 9].map((token, i) => (i < count ? token : token + 20));
        const samples = chosen.map((token, i) => sampleOf(9 + i, token));
        expect(coupled(sliceOf(drafted), samples).map(({ token }) => token)).toEqual(
          chosen.slice(0, count + 1),
        );
      }),
    );
  });

  test('ends at logits that are no numbers, though a draft is what they seem to choose', () => {
    const samples = [sampleOf(9, 5), sampleOf(10, 6, false), sampleOf(11, 7)];
    expect(coupled(sliceOf([5, 6]), samples)).toEqual(samples.slice(0, 2));
  });
});

test('what follows a token that ends its request does not count, and others in the step do', () => {
  const other: StepSlice = { request: 'o', start: 4, tokens: [2], blocks: [3], sample: 'last' };
  const plan = { slices: [sliceOf([5, 6, 7]), other], preempted: [] };
  const samples = [5, 6, 7, 8].map((token, i) => sampleOf(9 + i, token));
  const beside = { ...sampleOf(4, 6), request: 'o' };
  const kept = acceptedSamples(plan, [...samples, beside], coupled, () => [6]);
  expect(kept).toEqual([...samples.slice(0, 2), beside]);
  expect([...outcomeOf(plan, kept)]).toEqual([
    ['r', [5, 6]],
    ['o', 6],
  ]);
});
