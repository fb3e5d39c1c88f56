import { caseSpec } from '../../../src/bench/bench-case.ts';
import type { ArmSpec } from '../../../src/steps/arm-spec.ts';
import { positionsFor } from './answers.ts';

/** An arm with room for these prompts and their answers, which brings every row's logits back. */
export function specFor(prompts: readonly (readonly number[])[], newTokens: number): ArmSpec {
  const positions = positionsFor(prompts, newTokens);
  const benchCase = { phase: 'prefill', batch: prompts.length, positions } as const;
  const { logits: _, ...spec } = caseSpec(benchCase, 'pinned', 'f32');
  return { ...spec, name: `${prompts.length} prompts` };
}
