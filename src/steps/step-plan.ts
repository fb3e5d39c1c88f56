/**
 * What one step computes: for each request that takes part, consecutive positions of its sequence.
 * Rows of the step are the slices' tokens laid end to end, so M = sum of the slices' lengths.
 */
export interface StepSlice {
  /** Stable name of the request; never its place in the batch. */
  readonly request: string;
  /** Position of the first token; all earlier positions are already in the KV cache. */
  readonly start: number;
  /** Token ids at positions start, start + 1, ... (at least one). */
  readonly tokens: readonly number[];
  /** Physical KV blocks of the request in logical order; they cover start + tokens.length positions. */
  readonly blocks: readonly number[];
  /** Whether the last row's logits are needed: true once the slice reaches the end of what is known. */
  readonly samples: boolean;
  /**
   * Where its one token is still being chosen by the step before: by which of that step's samples. `tokens` holds a 0 then. Only in
   * a step that is planned ahead (steps/ahead.ts).
   */
  readonly awaits?: number;
}

export interface StepPlan {
  readonly slices: readonly StepSlice[];
  /** Requests that lost their blocks to make this step possible; they recompute later. */
  readonly preempted: readonly string[];
}

/** M of the step: its number of rows. */
export function rowCount(plan: StepPlan): number {
  return plan.slices.reduce((rows, slice) => rows + slice.tokens.length, 0);
}
