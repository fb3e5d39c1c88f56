import { BLOCK_POSITIONS } from './kv-blocks.ts';
import type { StepPlan } from './step-plan.ts';

/** One row of a step: what a kernel needs to know of it. */
export interface StepRow {
  /** Index of its slice in the plan. */
  readonly slice: number;
  readonly token: number;
  readonly position: number;
  /** Where its key and value go: physical block * 16 + offset. */
  readonly slot: number;
  /** Keys it attends to, its own included. */
  readonly keys: number;
  /** Keys that were cached before this step. */
  readonly cached: number;
  /** True where it is its request's only row in the step. */
  readonly decode: boolean;
}

/** The rows of a step in batch order. */
export function stepRows(plan: StepPlan): StepRow[] {
  return plan.slices.flatMap(({ start, tokens, blocks }, slice) =>
    tokens.map((token, i) => {
      const position = start + i;
      const slot =
        blocks[Math.floor(position / BLOCK_POSITIONS)] * BLOCK_POSITIONS + (position % BLOCK_POSITIONS);
      return { slice, token, position, slot, keys: position + 1, cached: start, decode: tokens.length === 1 };
    }),
  );
}
