import type { StepPlan, StepSlice } from '../../steps/step-plan.ts';

/**
 * One run of the graph: a batch of requests, each with the same number of rows after padding on the right. onnxruntime knows
 * neither ragged rows nor a paged cache, so a step becomes several of these, one after the other.
 */
export interface Call {
  readonly kind: 'decode' | 'prefill' | 'chunk';
  readonly slices: readonly StepSlice[];
  /** Rows of each request, the longest slice's. */
  readonly sequence: number;
}

/**
 * A step as calls: all decoding requests in one batch of single rows; all prompts that start at position 0 in one batch padded to
 * the longest; every later chunk of a prompt alone, since onnxruntime's attention takes past keys and several new rows for a batch of one only.
 */
export function stepCalls(plan: StepPlan): Call[] {
  const later = plan.slices.filter(({ start }) => start > 0);
  const batches: Omit<Call, 'sequence'>[] = [
    { kind: 'prefill', slices: plan.slices.filter(({ start }) => start === 0) },
    ...later
      .filter((slice) => slice.tokens.length > 1)
      .map((slice) => ({ kind: 'chunk', slices: [slice] }) as const),
    { kind: 'decode', slices: later.filter((slice) => slice.tokens.length === 1) },
  ];
  return batches
    .filter(({ slices }) => slices.length > 0)
    .map((batch) => ({ ...batch, sequence: Math.max(...batch.slices.map(({ tokens }) => tokens.length)) }));
}

/** The step log's entry. */
export function describeCall({ kind, slices, sequence }: Call): string {
  return `${kind} ${slices.length} x ${sequence}`;
}
