import { attentionPlan, decodingStep } from '../../numerics/attention-plan.ts';
import { matmulPlan } from '../../numerics/matmul-plan.ts';
import type { Range, ReductionPlan, SumPlan } from '../../numerics/plan.ts';
import { rmsnormPlan } from '../../numerics/rmsnorm-plan.ts';
import { type CaseSetup, MOST_ROWS } from './setup.ts';

/** The order in which one element of row 0 is reduced when the step has M = `rows` rows; attention's rows all decode. */
export function planAt({ operation, dimensions, set, parallelism }: CaseSetup, rows: number): ReductionPlan {
  switch (operation) {
    case 'matmul': {
      const { terms, columns } = dimensions;
      return matmulPlan(set, { rows, terms, columns, parallelism });
    }
    case 'rmsnorm':
      return rmsnormPlan(set, rows, dimensions.hidden);
    case 'attention': {
      const { headDim, heads, kvHeads, context } = dimensions;
      const row = { keys: context, cached: context - 1, decode: true };
      const step = decodingStep({ headDim, heads, kvHeads, parallelism }, rows, context);
      return attentionPlan(set, row, step);
    }
  }
}

/** Consecutive M, both ends included, that share something. */
export interface RowsRun<Value> {
  readonly from: number;
  readonly to: number;
  readonly value: Value;
}

/** Neighbouring M whose values are alike as one run; `values[0]` is M = 1. */
export function rowsRuns<Value>(values: readonly Value[], keyOf: (value: Value) => string): RowsRun<Value>[] {
  const runs: { from: number; to: number; value: Value }[] = [];
  values.forEach((value, i) => {
    const last = runs.at(-1);
    if (last && keyOf(last.value) === keyOf(value)) last.to = i + 1;
    else runs.push({ from: i + 1, to: i + 1, value });
  });
  return runs;
}

/** The plans of M = 1 to 128, neighbours alike as one: known without a device. */
export function planRuns(setup: CaseSetup): RowsRun<ReductionPlan>[] {
  const plans = Array.from({ length: MOST_ROWS }, (_, i) => planAt(setup, i + 1));
  return rowsRuns(plans, (plan) => JSON.stringify(plan));
}

/** A plan in sentences, for someone who has not seen one. */
export function planSentences(plan: ReductionPlan): string[] {
  return plan.operation === 'attention'
    ? attentionSentences(plan.keys, plan.splits, plan.score)
    : sumSentences(plan);
}

function sumSentences(plan: SumPlan): string[] {
  const { operation, terms, lanes, chunks } = plan;
  const what = operation === 'rmsnorm' ? 'squares' : 'products';
  const within = chunks.length === 1 ? 'Lane j adds' : 'In each of them lane j adds';
  const cut =
    chunks.length === 1
      ? `The ${terms} ${what} of an element are added in one piece.`
      : `The ${terms} ${what} of an element are cut into ${chunks.length} chunks of ${lengthsOf(chunks)}.`;
  const own = `${within} every ${lanes}th term, beginning with the jth, one after the other.`;
  const joined =
    plan.laneTree === 'adjacent'
      ? 'The 4 lanes are joined as (l0 + l1) + (l2 + l3).'
      : `The ${lanes} lanes are joined by halving: the upper half is added to the lower until one is left.`;
  return [cut, own, joined, ...(chunks.length > 1 ? [chunksSentence(plan)] : [])];
}

function chunksSentence({ chunkTree }: SumPlan): string {
  if (!chunkTree) return 'The sums of the chunks are added in index order.';
  return 'The sums of the chunks are added as one binary tree: neighbours, then neighbouring sums, and so on.';
}

function attentionSentences(keys: number, splits: readonly Range[], score: SumPlan): string[] {
  const dot = `Each score is a sum of ${score.terms} products in 4 lanes.`;
  if (splits.length === 1)
    return [`All ${keys} keys are one split: maximum, weights and weighted values by increasing key.`, dot];
  return [
    `The ${keys} keys are cut into ${splits.length} splits of ${lengthsOf(splits)}.`,
    'In each: its maximum, then weights and weighted values by increasing key.',
    'The splits are merged in index order, each scaled to the larger of the two maxima, and divided once.',
    dot,
  ];
}

function lengthsOf(ranges: readonly Range[]): string {
  const lengths = [...new Set(ranges.map(({ start, end }) => end - start))];
  return lengths.length === 1
    ? String(lengths[0])
    : `${lengths.slice(0, -1).join(', ')} or ${lengths[lengths.length - 1]}`;
}
