import type { Checkpoint } from '../../model/checkpoint.ts';
import { allOperations } from '../../numerics/sets/kernel-sets.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { blocksFor } from '../../steps/kv-blocks.ts';
import { DEFAULT_SERVING } from '../../steps/serving.ts';
import { planStep } from '../../steps/step-plans.ts';
import { F64_ARITHMETIC } from './arithmetic.ts';
import { breathe } from './breathe.ts';
import { CpuForward } from './cpu-forward.ts';
import { cpuWeights } from './cpu-weights.ts';
import { checkReferenceNeeds, referenceNeeds } from './f64-limits.ts';

export interface ReferenceOptions {
  /** Index in `tokens` of the first position whose logits are wanted. */
  readonly from: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Logits in f64 after each of tokens[from..], with the stored weights and nothing rounded: what an arm's logits would be
 * without rounding, teacher-forced on the tokens given. (positions) x (vocabulary).
 * Throws RangeError where that is too much work or memory, saying how much it would be, and the signal's reason where it is aborted.
 */
export async function referenceLogits(
  checkpoint: Checkpoint,
  tokens: readonly number[],
  { from, signal, onProgress }: ReferenceOptions,
): Promise<Float64Array[]> {
  checkReferenceNeeds(referenceNeeds(checkpoint, tokens.length, tokens.length - from), tokens.length);
  const blocks = Array.from({ length: blocksFor(tokens.length) }, (_, block) => block);
  const weights = cpuWeights(checkpoint, 'stored');
  const forward = new CpuForward(checkpoint.config, weights, F64_ARITHMETIC, blocks.length, tokens.length);
  const logits: Float64Array[] = [];
  for (let start = 0; start < tokens.length; start++) {
    signal?.throwIfAborted();
    const slice = {
      request: 'reference',
      start,
      tokens: [tokens[start]],
      blocks,
      sample: start >= from ? ('last' as const) : ('none' as const),
    };
    const plan = { slices: [slice], preempted: [] };
    logits.push(...(forward.run(plan, planStep(plan, SPEC, checkpoint.config)) as Float64Array[]));
    onProgress?.(start + 1, tokens.length);
    await breathe();
  }
  return logits;
}

/** Plans say which rows are sampled; their orders do not matter in f64. */
const SPEC: ArmSpec = {
  name: 'reference',
  kernels: allOperations('pinned'),
  parallelism: 1,
  activations: 'f32',
  weights: 'stored',
  decoding: { temperature: 0, seed: 0 },
  serving: DEFAULT_SERVING,
  limits: { maxSequences: 1, maxTokensPerStep: 1, maxContext: 1, blocks: 1 },
};
