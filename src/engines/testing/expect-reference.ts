import { expect } from 'vitest';
import { loadModel } from '../../model/load.ts';
import { readReference } from '../../model/testing/references.ts';
import type { Engine } from '../../steps/engine.ts';
import { REFERENCE_BOUND, referenceRun } from './reference-run.ts';

/**
 * Holds an engine to a reference: logits within 1e-4 at every position, its greedy tokens and, where the engine claims to be `invariant`,
 * the same bits in pieces and in company. Returns the largest difference of a logit.
 */
export async function expectReference(
  engine: Engine,
  name: string,
  claim: 'invariant' | 'close' = 'invariant',
): Promise<number> {
  const reference = readReference(name);
  const { checkpoint } = await loadModel(reference.files, name, { needsText: false });
  const found = await referenceRun(engine.load(checkpoint), reference);
  engine.unload(checkpoint);
  expect(found.largest).toBeLessThan(REFERENCE_BOUND);
  expect(found.tokens).toEqual(reference.greedy);
  if (claim === 'invariant') expect(found.varying).toBe(0);
  return found.largest;
}
