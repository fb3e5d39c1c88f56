import type { ReductionPlan } from '../numerics/plan.ts';
import { ruleName } from '../numerics/rule-name.ts';
import { rulesOf } from '../numerics/sets/sets.ts';
import { counted, listed } from '../results/text.ts';
import { type PlanQuestion, piecesOf, type SetPlans } from '../workbench/cases/plan-comparison.ts';
import type { RowsRun } from '../workbench/cases/plans.ts';

/** Changes of plan that a sentence still names one by one. */
const MOST_NAMED = 8;

/** What is compared: `matmul, K = 4,096, N = 6,144, parallelism 64`. */
export function questionText({ operation, dimensions, parallelism }: PlanQuestion): string {
  const { terms, columns, hidden, heads, kvHeads, headDim, context } = dimensions;
  const sizes = {
    matmul: `K = ${terms}, N = ${columns}`,
    rmsnorm: `hidden size ${hidden}`,
    attention: `${counted(heads, 'query head')} and ${counted(kvHeads, 'KV head')} of ${headDim}, all rows decode at ${counted(context, 'key')}`,
  };
  return `${operation}, ${sizes[operation]}, parallelism ${parallelism}`;
}

/** How a plan cuts its sum: `8 chunks of 512`, `256 lanes`, `1 split of 300`. */
export function cutText(plan: ReductionPlan): string {
  const { count, what } = piecesOf(plan);
  const pieces = counted(count, what);
  if (what === 'lane') return pieces;
  const runs = plan.operation === 'attention' ? plan.splits : plan.chunks;
  const lengths = [...new Set(runs.map(({ start, end }) => end - start))].toSorted((a, b) => b - a);
  const length = lengths.length <= 2 ? lengths.join(' or ') : `${lengths.at(-1)} to ${lengths[0]}`;
  return `${pieces} of ${length}`;
}

/** `M = 8`, `M = 9 to 32`. */
export function rowsText({ from, to }: Pick<RowsRun<unknown>, 'from' | 'to'>): string {
  return from === to ? `M = ${from}` : `M = ${from} to ${to}`;
}

/** Where a set's plan changes, and so its bits may; where it never does, the order cannot change them. */
export function changesText({ runs }: Pick<SetPlans, 'runs'>): string {
  const changes = runs.slice(1).map(({ from }) => from);
  const most = runs.at(-1)!.to;
  if (changes.length === 0) return `One plan for every M to ${most}: its order changes no bit.`;
  const named = changes.slice(0, MOST_NAMED).map(String);
  const rest = changes.length - named.length;
  const where = rest > 0 ? [...named, `${rest} more`] : named;
  return `${counted(changes.length, 'change')} of plan, where bits may change: at M = ${listed(where)}.`;
}

/** Every set's plans over M, as the command line prints them. */
export function comparisonLines(question: PlanQuestion, sets: readonly SetPlans[]): string[] {
  const blocks = sets.flatMap(({ set, runs }) => {
    const { library } = rulesOf(set);
    const width = Math.max(...runs.map((run) => rowsText(run).length));
    return [
      '',
      library ? `${ruleName(set)}: ${library.name}` : ruleName(set),
      ...runs.map((run) => `  ${rowsText(run).padEnd(width)}  ${cutText(run.value)}`),
    ];
  });
  return [questionText(question), ...blocks];
}
