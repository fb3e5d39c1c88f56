import type { ReductionPlan } from '../../../numerics/plan.ts';
import { planRuns, type RowsRun, rowsRuns } from '../../../workbench/cases/plans.ts';
import { type CaseSetup, MOST_ROWS } from '../../../workbench/cases/setup.ts';
import type { Point } from '../../../workbench/points/point.ts';
import { letterOf, spanWords } from './rows-axis.ts';

type Points = Readonly<Record<number, Point>>;

/** M of one plan and, where they are known, of one result. */
export interface SweepRun {
  readonly from: number;
  readonly to: number;
  readonly plan: ReductionPlan;
  /** Index of the plan among those of this setup. */
  readonly planIndex: number;
  /** Index of the result among those found so far; null where this M was not run. */
  readonly result: number | null;
  readonly point: Point | null;
}

/** M = 1 to 128 as runs of one plan and one result. */
export function sweepRuns(setup: CaseSetup, points: Points): SweepRun[] {
  const plans = planRuns(setup);
  const planKeys = [...new Set(plans.map(({ value }) => JSON.stringify(value)))];
  const results = resultsOf(points);
  const cells = plans.flatMap(({ from, to, value }) =>
    Array.from({ length: to - from + 1 }, (_, i) => {
      const point = points[from + i] ?? null;
      return {
        plan: value,
        planIndex: planKeys.indexOf(JSON.stringify(value)),
        result: point && results.indexOf(point.hash),
        point,
      };
    }),
  );
  return rowsRuns(cells, ({ planIndex, result }) => `${planIndex}/${result}`).map(
    ({ from, to, value }: RowsRun<(typeof cells)[number]>) => ({ from, to, ...value }),
  );
}

/** Hashes in the order in which they first appear as M grows; that of M = 1 is the first, whether or not M = 1 was asked for. */
function resultsOf(points: Points): string[] {
  return [...new Set(Object.values(points).flatMap(({ alone, hash }) => [alone, hash]))];
}

/** What the points so far say, in a sentence or two; null before any. */
export function sweepWords(setup: CaseSetup, points: Points, on: 'webgpu' | 'cpu'): string[] {
  const rows = Object.keys(points).map(Number);
  if (rows.length < MOST_ROWS) return [];
  const where = on === 'webgpu' ? 'on this device' : 'in this replay';
  const results = resultsOf(points);
  if (results.length === 1) {
    const planned = planRuns(setup).length;
    return [
      `One result for all ${MOST_ROWS} M: row 0 keeps every bit, whoever shares its batch, ${where} and at this shape.`,
      ...(planned > 1
        ? [`The plan changes ${planned - 1} times all the same: for these terms the orders round alike.`]
        : []),
    ];
  }
  const changes = rows.filter((m) => m > 1 && points[m].hash !== points[m - 1].hash);
  const planChanges = planRuns(setup)
    .slice(1)
    .map(({ from }) => from);
  const unplanned = changes.filter((m) => !planChanges.includes(m));
  const silent = planChanges.filter((m) => !changes.includes(m));
  return [
    `${results.length} different results for the same row (A to ${letterOf(results.length - 1)}) ${where}: its bits change at M = ${listed(changes)}.`,
    unplanned.length === 0
      ? 'Each of these is a change of plan; nothing else changes them.'
      : `At M = ${listed(unplanned)} the bits change under one plan, which the plan does not explain.`,
    ...(silent.length > 0 ? [`At M = ${listed(silent)} the plan changes and no bit does.`] : []),
  ];
}

function listed(rows: readonly number[]): string {
  if (rows.length > 12)
    return `${rows.slice(0, 10).join(', ')} and ${rows.length - 10} more, up to ${rows.at(-1)}`;
  return rows.length < 2 ? String(rows[0]) : `${rows.slice(0, -1).join(', ')} and ${rows.at(-1)}`;
}

/** A run for someone who hears it. */
export function runWords({ from, to, planIndex, result }: SweepRun): string {
  const bits = result === null ? 'not run yet' : `result ${letterOf(result)}`;
  return `M = ${spanWords({ from, to })}: plan ${planIndex + 1}, ${bits}`;
}
