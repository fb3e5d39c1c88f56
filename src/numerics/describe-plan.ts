import type { Range, ReductionPlan, SumPlan } from './plan.ts';

/** A plan in one short line: the step log and the command line show it. Equal plans give equal texts. */
export function describePlan(plan: ReductionPlan): string {
  if (plan.operation === 'attention') return `${plan.rule} ${describeSplits(plan.splits)}`;
  return `${plan.rule} ${describeSum(plan)}`;
}

function describeSum(plan: SumPlan): string {
  const lanes = `${plan.lanes} lanes, ${plan.laneTree} tree`;
  if (plan.chunks.length === 1) return `${lanes}, K=${plan.terms} whole`;
  const added = plan.chunkTree ? `, added as a ${plan.chunkTree} tree` : '';
  return `${lanes}, K=${plan.terms} in ${plan.chunks.length} chunks of ${lengths(plan.chunks)}${added}`;
}

function describeSplits(splits: readonly Range[]): string {
  return splits.length === 1
    ? `1 split of ${lengths(splits)}`
    : `${splits.length} splits of ${lengths(splits)}`;
}

/** Distinct run lengths in order of first appearance: `64/32`. */
function lengths(runs: readonly Range[]): string {
  return [...new Set(runs.map((run) => run.end - run.start))].join('/');
}
