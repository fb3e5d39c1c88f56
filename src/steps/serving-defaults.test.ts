import { expect, test } from 'vitest';
import { servingSchema } from '../experiment/serving-schema.ts';
import { DEFAULT_SERVING, POLICY_KINDS, type Serving } from './serving.ts';

test('an experiment fills what it leaves out with what arms do where nothing is said', () => {
  const filled: Serving = servingSchema.parse({});
  expect(filled).toEqual(DEFAULT_SERVING);
});

test('an experiment may name every policy', () => {
  const policies = POLICY_KINDS.map((kind) => ({ kind, ...(kind === 'static' && { batch: 2 }) }));
  for (const policy of policies.map((each) => (each.kind === 'chunked' ? { ...each, budget: 64 } : each)))
    expect(servingSchema.parse({ policy }).policy).toEqual(policy);
});
