import type { PlainCut } from '../key-cut.ts';
import type { MathName } from '../math-name.ts';
import type { Operation } from '../operations.ts';
import type { SumPlan } from '../plan.ts';

/** One matrix product y[m, n] = sum over k of x[m, k] w[n, k]. */
export interface MatmulShape {
  /** M: rows in the step. */
  readonly rows: number;
  /** K: terms of each sum. */
  readonly terms: number;
  /** N: output columns. */
  readonly columns: number;
  /** Workgroups that a rule may try to keep busy. */
  readonly parallelism: number;
}

/** What a rule may look at when it plans the attention of one row; a batch-invariant one looks at `keys` alone. */
export interface AttentionRow {
  /** Keys the row sees, its own included. */
  readonly keys: number;
  /** Keys that were in the cache before this step. */
  readonly cached: number;
  /** True where the row is its request's only one in the step. */
  readonly decode: boolean;
  /** Leading keys that other requests of the step have too and that are gone through once (cascade.ts); none where left out. */
  readonly shared?: number;
}

/** A request's part in a step. */
export interface StepRequest {
  /** Its rows in the step: 1 where it decodes. */
  readonly rows: number;
  /** Keys that the last of them sees, but for those that it shares with others of the step (`AttentionRow.shared`). */
  readonly keys: number;
}

/** What a rule that follows the batch looks at besides the row. */
export interface AttentionStep {
  readonly headDim: number;
  readonly heads: number;
  readonly kvHeads: number;
  /** Decode rows in the step. */
  readonly decodeRows: number;
  /** All requests of the step, that of the row included. */
  readonly requests: readonly StepRequest[];
  readonly parallelism: number;
}

/** The largest step that an arm may run. */
export interface LargestStep {
  readonly rows: number;
  /** Most keys that a row may see. */
  readonly context: number;
  readonly kvHeads: number;
  readonly parallelism: number;
}

/** Rows and columns of the output that one workgroup computes. */
export interface Tile {
  readonly rows: number;
  readonly columns: number;
}

/** How a sum's terms are dealt out and combined; the rest of its plan is the same under every rule. */
export type SumCut = Pick<SumPlan, 'lanes' | 'laneTree' | 'chunks' | 'chunkTree'>;

/** Where a library's rule was read. */
export interface RuleSource {
  readonly title: string;
  /** The release or commit that was read. */
  readonly version: string;
  readonly url: string;
  /** What is taken from it. */
  readonly says: string;
}

/** Of a set that states what a library does: how far it does, and where that is published. */
export interface LibraryRules {
  /** Whose rule it is, as a reader knows it. */
  readonly name: string;
  /** Operations whose rule is the library's; it has none for the others, which are as in the set `others`. */
  readonly published: readonly Operation[];
  readonly others: string | null;
  /** What it does, in a sentence or two. */
  readonly states: string;
  /** What had to be put in terms of this lab's kernels, and how. */
  readonly mapped: string;
  /** What of it is not modelled. */
  readonly leftOut: string;
  readonly sources: readonly RuleSource[];
}

/**
 * A kernel set: for each operation, the rule that picks its reduction plan (NUMERICS: reduction plans), and what else of it anybody
 * needs to know. Nothing outside of these values may ask a set for its name to decide what to do.
 */
export interface KernelSetRules<Name extends string = string> {
  /** As experiments, links and records name it. */
  readonly name: Name;
  /** Of a set that states what a library does; null for the lab's own. */
  readonly library: LibraryRules | null;
  /** A set that sums in another order than before gets a new one. */
  readonly version: number;
  /** Whether a row's plans follow nothing of the batch: what a certificate tests, and two arms may promise each other. */
  readonly batchInvariant: boolean;
  /** In which arithmetic its kernels compute; one for all operations of an arm. */
  readonly math: MathName;
  /** What runs in its place on an adapter that does not keep it. */
  readonly standIn: KernelSetRules<Name> | null;
  /** The one tile of a matrix product whatever M is; null where the tile is free, as far as the plan goes. */
  readonly oneTile: Tile | null;
  /** Operations whose plans look at `parallelism`. */
  readonly readsParallelism: readonly Operation[];
  matmul(shape: MatmulShape): SumCut;
  /** A row's sum of squares; `rows` is M of the step, `terms` the hidden size. */
  rmsnorm(rows: number, terms: number): SumCut;
  /** Where the keys of one row and any head are cut into runs that are attended to apart. */
  cut(row: AttentionRow, step: AttentionStep): PlainCut;
  /** Splits that all rows of a step have together at most. */
  mostSplits(largest: LargestStep): number;
}
