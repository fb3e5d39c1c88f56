import type { ArmSpec } from '../src/engine/engine.ts';
import type { KernelSet } from '../src/numerics/dtypes.ts';
import { blocksFor } from '../src/plan/kv-blocks.ts';
import type { StepPlan } from '../src/plan/step-plan.ts';

/** Context of every request in a bench step. Its keys need not be computed: zeros cost what any keys cost. */
export const CONTEXT = 64;

/** A decode step of M requests at the same context: what a busy server runs most of the time. */
export function decodeStep(rows: number): StepPlan {
  const each = blocksFor(CONTEXT);
  const slices = Array.from({ length: rows }, (_, i) => ({
    request: `r${i}`,
    start: CONTEXT - 1,
    tokens: [(i * 7 + 1) % 256],
    blocks: Array.from({ length: each }, (_, block) => i * each + block),
    samples: true,
  }));
  return { slices, preempted: [] };
}

export function benchSpec(set: KernelSet, rows: number): ArmSpec {
  return {
    name: `bench-${set}-${rows}`,
    kernels: { matmul: set, rmsnorm: set, attention: set },
    parallelism: 64,
    activations: 'bf16',
    weights: 'stored',
    decoding: { temperature: 0, seed: 0 },
    limits: {
      maxSequences: rows,
      maxTokensPerStep: rows,
      maxContext: CONTEXT,
      blocks: rows * blocksFor(CONTEXT),
    },
  };
}
