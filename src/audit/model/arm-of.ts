import type { LoadedModel } from '../../model/load.ts';
import { allOperations } from '../../numerics/sets/kernel-sets.ts';
import type { KernelSet } from '../../numerics/sets/sets.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { blocksFor, positionsFor } from '../../steps/kv-blocks.ts';
import { DEFAULT_SERVING } from '../../steps/serving.ts';
import type { VariantAsked } from './variants.ts';
import type { Wave } from './wave.ts';
import { NEW_TOKENS, PROMPT_TOKENS } from './workload.ts';

/** Rows of a step, as servers bound them. */
const MOST_ROWS = 256;

/** An arm that serves so many of the audit's requests at once, and no more. */
export function servingSpec(
  { id, activations, weights }: VariantAsked,
  set: KernelSet,
  { batch, wave: { prompts, newTokens } }: { readonly batch: number; readonly wave: Wave },
): ArmSpec {
  const longest = positionsFor(prompts[0].length, newTokens);
  return {
    ...{
      name: `${id}, ${batch} at once`,
      kernels: allOperations(set),
      parallelism: 64,
      activations,
      weights,
    },
    decoding: { temperature: 0, seed: 0 },
    serving: DEFAULT_SERVING,
    limits: {
      maxSequences: batch,
      maxTokensPerStep: Math.max(batch, Math.min(MOST_ROWS, batch * prompts[0].length)),
      maxContext: longest,
      blocks: batch * blocksFor(longest),
    },
    // What a server brings back: tokens, and what tells two positions apart.
    logits: { of: [], withSteps: false },
  };
}

/** Requests of the audit's length, their prompts cut from held-out text: each begins elsewhere. Throws RangeError where the model has no room for them. */
export function waveOf({ name, checkpoint }: LoadedModel, text: readonly number[], batch: number): Wave {
  const { maxPositions } = checkpoint.config;
  const room = positionsFor(PROMPT_TOKENS, NEW_TOKENS);
  if (room > maxPositions)
    throw new RangeError(
      `${name}: an audit's requests take ${room} positions, the model has ${maxPositions}`,
    );
  const prompts = Array.from({ length: batch }, (_, i) =>
    Array.from({ length: PROMPT_TOKENS }, (_, at) => text[(i * 7 + at) % text.length]),
  );
  return { prompts, newTokens: NEW_TOKENS };
}
