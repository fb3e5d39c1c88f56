import type { ActivationDtype } from '../numerics/dtypes.ts';
import { allOperations } from '../numerics/sets/kernel-sets.ts';
import type { KernelSet } from '../numerics/sets/sets.ts';
import type { ArmSpec } from '../steps/arm-spec.ts';
import { BLOCK_POSITIONS, blocksFor } from '../steps/kv-blocks.ts';
import { DEFAULT_SERVING } from '../steps/serving.ts';
import type { StepPlan } from '../steps/step-plan.ts';

/** One kind of step, the same for every engine. */
export interface BenchCase {
  readonly phase: 'decode' | 'prefill';
  /** Requests in the step. */
  readonly batch: number;
  /** Decode: keys that each row sees, its own included. Prefill: rows of each request. */
  readonly positions: number;
}

/** M of the case's step, and the tokens it takes in. */
export function rowsOf({ phase, batch, positions }: BenchCase): number {
  return phase === 'decode' ? batch : batch * positions;
}

export function caseName({ phase, batch, positions }: BenchCase): string {
  if (phase === 'decode') return `decode ${batch} at context ${positions}`;
  return batch === 1 ? `prefill ${positions}` : `prefill ${batch} x ${positions}`;
}

/** The step. Its cached keys need not be computed: zeros cost what any keys cost. Requests of other cases have other names. */
export function caseStep(benchCase: BenchCase, vocabSize: number): StepPlan {
  const { phase, batch, positions } = benchCase;
  const each = blocksFor(positions);
  const start = phase === 'decode' ? positions - 1 : 0;
  const slices = Array.from({ length: batch }, (_, i) => ({
    request: `${caseName(benchCase)} ${i}`,
    start,
    tokens: Array.from({ length: positions - start }, (_, j) => (i * 7 + j * 31 + 1) % vocabSize),
    blocks: Array.from({ length: each }, (_, block) => i * each + block),
    sample: 'last' as const,
  }));
  return { slices, preempted: [] };
}

/** An arm with room for the case's step and no more, greedy, all operations by one set. */
export function caseSpec(benchCase: BenchCase, set: KernelSet, activations: ActivationDtype): ArmSpec {
  const { batch, positions } = benchCase;
  const each = blocksFor(positions);
  return {
    name: `${caseName(benchCase)}, ${set}`,
    kernels: allOperations(set),
    parallelism: 64,
    activations,
    weights: 'stored',
    decoding: { temperature: 0, seed: 0 },
    serving: DEFAULT_SERVING,
    limits: {
      maxSequences: batch,
      maxTokensPerStep: rowsOf(benchCase),
      maxContext: each * BLOCK_POSITIONS,
      blocks: batch * each,
    },
    // What a step is for: the next tokens, and what tells two positions apart.
    logits: { of: [], withSteps: false },
  };
}
