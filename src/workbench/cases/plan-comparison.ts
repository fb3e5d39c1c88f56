import type { Operation } from '../../numerics/operations.ts';
import type { ReductionPlan } from '../../numerics/plan.ts';
import { KERNEL_SETS, type KernelSet, rulesOf } from '../../numerics/sets/sets.ts';
import { planAt, type RowsRun } from './plans.ts';
import { type Dimensions, INITIAL_SETUP } from './setup.ts';

/** M goes from 1 to this where plans are compared: nothing is run. */
export const MOST_COMPARED = 512;

/** What every set is asked to plan. */
export interface PlanQuestion {
  readonly operation: Operation;
  /** As `DIMENSIONS` names them, of any size. */
  readonly dimensions: Dimensions;
  /** Workgroups, or multiprocessors, that a rule tries to keep busy. */
  readonly parallelism: number;
}

/** The plans of one set as M grows, neighbours alike as one. */
export interface SetPlans {
  readonly set: KernelSet;
  readonly runs: readonly RowsRun<ReductionPlan>[];
}

/** Every set that has a rule of its own for the operation; what others lend is theirs. */
export function setsFor(operation: Operation): KernelSet[] {
  return KERNEL_SETS.filter((set) => rulesOf(set).library?.published.includes(operation) ?? true);
}

/** The plan of one set for row 0 of M rows. */
export function comparedPlan(question: PlanQuestion, set: KernelSet, rows: number): ReductionPlan {
  return planAt({ ...INITIAL_SETUP, ...question, set }, rows);
}

/** The plans of every set for M from 1 to `most`: known without a device. */
export function comparePlans(question: PlanQuestion, most = MOST_COMPARED): SetPlans[] {
  return setsFor(question.operation).map((set) => ({ set, runs: runsOf(question, set, most) }));
}

/** Only distinct plans are kept: a long sum has thousands of chunks. */
function runsOf(question: PlanQuestion, set: KernelSet, most: number): RowsRun<ReductionPlan>[] {
  const alone = comparedPlan(question, set, 1);
  if (rulesOf(set).batchInvariant) return [{ from: 1, to: most, value: alone }];
  const runs = [{ from: 1, to: 1, value: alone, key: planKey(alone) }];
  for (let rows = 2; rows <= most; rows++) {
    const plan = comparedPlan(question, set, rows);
    const key = planKey(plan);
    const last = runs[runs.length - 1];
    if (last.key === key) last.to = rows;
    else runs.push({ from: rows, to: rows, value: plan, key });
  }
  return runs.map(({ from, to, value }) => ({ from, to, value }));
}

/** Into how many pieces a plan cuts its sum: what is counted, and how many. */
export function piecesOf(plan: ReductionPlan): { readonly count: number; readonly what: string } {
  if (plan.operation === 'attention') return { count: plan.splits.length, what: 'split' };
  if (plan.chunks.length === 1 && plan.laneTree === 'halving') return { count: plan.lanes, what: 'lane' };
  return { count: plan.chunks.length, what: 'chunk' };
}

/** Equal plans of one set have equal keys. */
function planKey(plan: ReductionPlan): string {
  const { count, what } = piecesOf(plan);
  const cut = plan.operation === 'attention' ? plan.splits : plan.chunks;
  const tree = plan.operation === 'attention' ? '' : (plan.chunkTree ?? '');
  return `${what} ${count} ${cut.map(({ end }) => end).join(' ')} ${tree}`;
}
