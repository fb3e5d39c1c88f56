import type { KernelSet } from './dtypes.ts';
import { type AttentionPlan, equalRuns, fixedRuns, type Range, type SumOrder } from './plan.ts';
import { ruleName } from './rule-name.ts';

/** What a rule may look at when it plans the attention of one row. The invariant rules use `keys` and `headDim` only. */
export interface AttentionRow {
  /** Keys the row sees, its own included. */
  readonly keys: number;
  /** Keys that were in the cache before this step. */
  readonly cached: number;
  /** True where the row is its request's only one in the step. */
  readonly decode: boolean;
}

/** What the variant rule looks at besides the row. */
export interface AttentionStep {
  readonly headDim: number;
  readonly kvHeads: number;
  /** Decode rows in the step. */
  readonly decodeRows: number;
  readonly parallelism: number;
}

const INVARIANT_SPLIT = 64;
const SMALLEST_SPLIT = 32;

/** The plan of one row and head; the same for every head (NUMERICS: reduction plans). */
export function attentionPlan(set: KernelSet, row: AttentionRow, step: AttentionStep): AttentionPlan {
  return {
    operation: 'attention',
    rule: ruleName(set),
    keys: row.keys,
    score: { ...scoreOrder(step.headDim), rule: ruleName(set) },
    splits: attentionSplits(set, row, step),
  };
}

/** The order of one score over head_dim: alike in every set. */
export function scoreOrder(headDim: number): SumOrder {
  const chunks = [{ start: 0, end: headDim }];
  return { operation: 'score', terms: headDim, lanes: 4, laneTree: 'adjacent', chunks };
}

/** Only the splits of a plan: the hot path of a step needs nothing else. */
export function attentionSplits(set: KernelSet, row: AttentionRow, step: AttentionStep): Range[] {
  if (set === 'invariant') return fixedRuns(row.keys, INVARIANT_SPLIT);
  if (set === 'pinned') return [{ start: 0, end: row.keys }];
  return row.decode ? decodeSplits(row, step) : prefillSplits(row);
}

/** FlashDecoding: the number of splits is fixed by how many rows there are, so their length follows the batch. */
function decodeSplits(row: AttentionRow, step: AttentionStep): Range[] {
  const wanted = Math.ceil(step.parallelism / (step.decodeRows * step.kvHeads));
  const most = Math.ceil(row.keys / SMALLEST_SPLIT);
  return equalRuns(row.keys, Math.max(1, Math.min(wanted, most)), 1);
}

/** Cached and new keys are reduced separately, as where a cache is read before the step's keys are appended. */
function prefillSplits({ keys, cached }: AttentionRow): Range[] {
  const parts = [
    { start: 0, end: cached },
    { start: cached, end: keys },
  ];
  return parts.filter((part) => part.end > part.start);
}
