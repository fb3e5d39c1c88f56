import { allOperations } from '../numerics/sets/kernel-sets.ts';
import type { ArmSpec } from '../steps/arm-spec.ts';
import { blocksFor } from '../steps/kv-blocks.ts';
import { DEFAULT_SERVING } from '../steps/serving.ts';

interface Solo extends Pick<ArmSpec, 'name' | 'activations' | 'weights'> {
  /** Tokens of the longest text, which is one step at most. */
  readonly longest: number;
  /** Rows of a step whose logits are asked for, at most. */
  readonly sampled: number;
}

/** An arm that measures a model text by text, under plans that do not follow the batch. */
export function soloSpec({ longest, sampled, ...format }: Solo): ArmSpec {
  return {
    ...format,
    kernels: allOperations('invariant'),
    parallelism: 64,
    decoding: { temperature: 0, seed: 0 },
    serving: DEFAULT_SERVING,
    limits: {
      ...{ maxSequences: 1, maxTokensPerStep: longest, maxContext: longest },
      ...{ blocks: blocksFor(longest), maxSampled: sampled },
    },
  };
}
