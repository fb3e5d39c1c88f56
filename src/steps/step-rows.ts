import { BLOCK_POSITIONS } from './kv-blocks.ts';
import type { StepPlan } from './step-plan.ts';

/** One row of a step: what a kernel needs to know of it. */
export interface StepRow {
  /** Index of its slice in the plan. */
  readonly slice: number;
  readonly token: number;
  /** For RoPE. */
  readonly position: number;
  /** Place in its request's cache. */
  readonly index: number;
  /** Where its key and value go: physical block * 16 + offset. */
  readonly slot: number;
  /** First index of the cache that it attends to. */
  readonly from: number;
  /** Keys it attends to, its own included: those at `from` to `index`. */
  readonly keys: number;
  /** Keys that were cached before this step. */
  readonly cached: number;
  /** True where it is its request's only row in the step. */
  readonly decode: boolean;
}

/** The rows of a step in batch order. */
export function stepRows(plan: Pick<StepPlan, 'slices'>): StepRow[] {
  return plan.slices.flatMap(({ start, tokens, blocks, position = start, from = 0 }, slice) =>
    tokens.map((token, i): StepRow => {
      const index = start + i;
      const slot = blocks[Math.floor(index / BLOCK_POSITIONS)] * BLOCK_POSITIONS + (index % BLOCK_POSITIONS);
      return {
        ...{ slice, token, position: position + i, index, slot, from },
        ...{ keys: index + 1 - from, cached: start - from, decode: tokens.length === 1 },
      };
    }),
  );
}

/** The same rows where each sees no more than its last `window` keys. */
export function lastKeys(rows: readonly StepRow[], window: number): StepRow[] {
  return rows.map((row) => {
    const from = Math.max(row.from, row.index - window + 1);
    const dropped = from - row.from;
    return { ...row, from, keys: row.keys - dropped, cached: Math.max(0, row.cached - dropped) };
  });
}
