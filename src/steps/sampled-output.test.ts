import { expect, test } from 'vitest';
import { requestKey } from '../numerics/gumbel.ts';
import { drawAmongTop } from '../numerics/top-sampler.ts';
import { sampledOutput } from './sampled-output.ts';
import type { Sample, StepOutput } from './step-output.ts';
import type { StepPlan } from './step-plan.ts';

const TOP = [3, 9, 4, 1].map((token, rank) => ({ token, logit: 2 - rank / 8 }));

function sample(request: string, index: number, finite = true): Sample {
  const digest = new Uint32Array(4);
  return { request, index, token: 77, logit: -1, digest, top: TOP, logSumExp: 0, finite, logits: null };
}

/** `a` lies packed behind others: its places and its positions are apart. */
const plan: StepPlan = {
  slices: [
    { request: 'a', start: 20, position: 4, tokens: [1, 2, 3], blocks: [0, 1], sample: 'last' },
    { request: 'b', start: 7, tokens: [1], blocks: [2], sample: 'last' },
  ],
  preempted: [],
};
const output: StepOutput = { samples: [sample('a', 22), sample('b', 7)], plans: { head: 'x' } };
const decoding = { temperature: 1.5, seed: 9 };

test('without a sampler a step gives what its engine chose', () => {
  expect(sampledOutput(output, plan, decoding)).toBe(output);
});

test.each(['token', 'rank'] as const)('a draw by %s goes by name and position, not by place', (sampler) => {
  const given = sampledOutput(output, plan, { ...decoding, sampler });
  const expected = [
    { request: requestKey('a'), position: 7 },
    { request: requestKey('b'), position: 8 },
  ].map((keys) => drawAmongTop(TOP, { ...decoding, sampler, ...keys }));
  expect(given.samples.map(({ token }) => token)).toEqual(expected);
  expect(given.samples[0]).toEqual({
    ...output.samples[0],
    logit: 2 - TOP.findIndex(({ token }) => token === expected[0]) / 8,
    token: expected[0],
  });
  expect(given.plans).toBe(output.plans);
});

test('logits that are no numbers are not drawn from', () => {
  const broken = { ...output, samples: [{ ...sample('b', 7, false), top: [] }] };
  expect(sampledOutput(broken, plan, { ...decoding, sampler: 'rank' }).samples[0].token).toBe(77);
});
