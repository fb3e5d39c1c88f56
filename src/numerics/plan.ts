/** A half-open run of term or key indices: [start, end). */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * The exact order in which the terms a[i] * b[i] of one output element are added.
 * Inside a chunk, lane j sums the terms i = start + j (mod lanes) in increasing order by multiply-add, from zero;
 * the lanes are then combined by a tree; chunk sums are added in index order starting from the first, or as a tree.
 */
export interface SumPlan {
  readonly operation: 'matmul' | 'rmsnorm' | 'score';
  /** Rule that made the plan, with its version: `invariant@1`. */
  readonly rule: string;
  readonly terms: number;
  readonly lanes: number;
  /** `adjacent`: (l0+l1)+(l2+l3). `halving`: l[j] += l[j + s] for s = lanes/2, lanes/4, ..., 1. */
  readonly laneTree: 'adjacent' | 'halving';
  readonly chunks: readonly Range[];
  /**
   * How chunk sums are added; in index order where left out. `binary`: neighbours, then neighbouring sums, and so on, an odd one out going up as
   * it is: place i of level l is the sum of the chunks from 2^l i to 2^l (i + 1) - 1, as far as there are any.
   */
  readonly chunkTree?: 'binary';
}

/** A sum's order, whichever rule made it. */
export type SumOrder = Omit<SumPlan, 'rule'>;

/**
 * The order in which one row of one head attends to keys 0..keys-1. Inside a split: the maximum, then exp(score - max)
 * and weighted values summed by increasing key; splits are merged in index order by (max, sum, vector).
 */
export interface AttentionPlan {
  readonly operation: 'attention';
  readonly rule: string;
  readonly keys: number;
  readonly score: SumPlan;
  readonly splits: readonly Range[];
}

export type ReductionPlan = SumPlan | AttentionPlan;

/** The run that covers [0, total). */
export function wholeRun(total: number): Range {
  return { start: 0, end: total };
}

/** Consecutive runs of `size` covering [0, total); the last may be shorter. */
export function fixedRuns(total: number, size: number): Range[] {
  const runs: Range[] = [];
  for (let start = 0; start < total; start += size) runs.push({ start, end: Math.min(start + size, total) });
  return runs;
}

/** `parts` consecutive runs covering [0, total), each a multiple of `unit` but the last, as equal as that allows. */
export function equalRuns(total: number, parts: number, unit: number): Range[] {
  const units = Math.ceil(total / unit);
  const bound = (part: number) => Math.min(Math.floor((part * units) / parts) * unit, total);
  return Array.from({ length: parts }, (_, part) => ({ start: bound(part), end: bound(part + 1) }));
}
