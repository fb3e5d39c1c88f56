import { expect } from 'vitest';
import { type Experiment, parseExperiment } from '../../schema.ts';
import type { Edited } from '../edited.ts';

/** The experiment of an edit that must succeed and be what the schema makes of itself. */
export function edited(result: Edited): Experiment {
  if (!result.ok)
    throw new Error(result.problems.map(({ field, reason }) => `${field}: ${reason}`).join('\n'));
  expect(parseExperiment(JSON.parse(JSON.stringify(result.experiment)))).toEqual(result.experiment);
  return result.experiment;
}

/** `field: reason` of every problem of an edit that must be refused. */
export function refusals(result: Edited): string[] {
  expect(result.ok).toBe(false);
  return result.ok ? [] : result.problems.map(({ field, reason }) => `${field}: ${reason}`);
}

const request = { maxNewTokens: 8, ignoreEos: true };
const noise = (seed: number) => ({ kind: 'spam', seed, tokens: 9 });

/** A probe with two batchmates: alone, in company, and in a company of another order. */
export const company = parseExperiment({
  version: 1,
  title: 'A company',
  requests: [
    { ...request, id: 'probe', role: 'probe', prompt: 'Hi' },
    { ...request, id: 'spam-1', role: 'noise', noise: noise(1) },
    { ...request, id: 'spam-2', role: 'noise', noise: noise(2) },
  ],
  arms: [
    { name: 'alone', requests: ['probe'], kernels: 'variant' },
    { name: 'company', requests: ['probe', 'spam-1', 'spam-2'], kernels: 'variant' },
    { name: 'reversed', requests: ['spam-2', 'probe', 'spam-1'], kernels: 'invariant' },
  ],
  compare: [
    ['alone', 'company'],
    ['alone', 'reversed'],
  ],
});

/** Members by arm. */
export function batches({ arms }: Experiment): Record<string, readonly string[]> {
  return Object.fromEntries(arms.map(({ name, requests }) => [name, requests]));
}
