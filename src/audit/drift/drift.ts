import { holm } from '../../numerics/inference/multiplicity.ts';
import { type ColumnFigures, columnFigures, nullShare } from './column-figures.ts';
import type { ColumnSummary, TableSummary } from './column-summary.ts';
import {
  type Both,
  type ColumnDrift,
  DETECTORS,
  type Detector,
  type DriftReport,
  type Multiplicity,
  type Tested,
} from './drift-report.ts';
import { typeDrift } from './type-change.ts';

export interface DriftOptions {
  /** Of the family of all tests. */
  readonly alpha?: number;
  /** What may alarm; left out: everything. */
  readonly detectors?: readonly Detector[];
}

/** From which the stability index and the distance, in standard deviations, alarm: Evidently's defaults. */
export const PSI_ALARM = 0.1;
export const WASSERSTEIN_ALARM = 0.1;
/** Fewer values of either window move both that far by chance: Evidently takes tests below. */
const LEAST_FOR_DISTANCES = 1000;
/** Of |z| > 3, two-sided. */
const Z_LEVEL = 0.0027;
const ALPHA = 0.05;

/**
 * What changed from a reference window to a current one, or to several in turn: their tests are one family, corrected after Holm. Pure: the same summaries give
 * the same report, but for the times that were measured.
 */
export function driftReport(
  reference: TableSummary,
  current: TableSummary | readonly TableSummary[],
  { alpha = ALPHA, detectors = DETECTORS }: DriftOptions = {},
): DriftReport {
  const windows = distinct('columns' in current ? [current] : current);
  const pairs = windows.flatMap((window) => pairsOf(reference, window));
  const tests = family(pairs, alpha);
  const columns = pairs.map((pair, i) => columnDrift(pair, tests[i], detectors));
  const facts = ({ name, rows }: TableSummary) => ({ name, rows });
  return {
    reference: facts(reference),
    windows: windows.map(facts),
    columns,
    multiplicity: multiplicityOf(tests, columns, alpha),
    notes: [...new Set([reference, ...windows].flatMap(({ notes }) => notes))],
  };
}

/** Files of two folders may have one name. */
function distinct(windows: readonly TableSummary[]): TableSummary[] {
  const taken = new Set<string>();
  return windows.map((window) => {
    let { name } = window;
    for (let copy = 2; taken.has(name); copy++) name = `${window.name} (${copy})`;
    taken.add(name);
    return { ...window, name };
  });
}

export function hasAlarm({ columns }: DriftReport): boolean {
  return columns.some(({ alarms }) => alarms.length > 0);
}

interface Pair {
  readonly name: string;
  readonly window: string;
  readonly reference: ColumnSummary | null;
  readonly current: ColumnSummary | null;
  /** Null where one window has no such column. */
  readonly figures: ColumnFigures | null;
}

function pairsOf(reference: TableSummary, window: TableSummary): Pair[] {
  const [before, now] = [reference, window].map(
    ({ columns }) => new Map(columns.map((column) => [column.name, column])),
  );
  return [...new Set([...before.keys(), ...now.keys()])].map((name) => {
    const [a, b] = [before.get(name) ?? null, now.get(name) ?? null];
    return { name, window: window.name, reference: a, current: b, figures: a && b && columnFigures(a, b) };
  });
}

/** What is tested of a column. */
interface ColumnTests {
  readonly nulls: Tested;
  readonly ks: Tested;
  readonly chi2: Tested;
}

/** Of each pair its tests: p-values of all are corrected together. */
function family(pairs: readonly Pair[], alpha: number): ColumnTests[] {
  const all = pairs.map(({ figures }) => [
    figures?.nullsP ?? null,
    figures?.numbers?.ks.p ?? null,
    figures?.classes?.p ?? null,
  ]);
  const corrected = holm(all.flat().filter((p) => p !== null));
  let at = 0;
  const tested = (p: number | null): Tested => {
    if (p === null) return { p, corrected: null, alarm: false };
    const own = corrected[at++];
    return { p, corrected: own, alarm: own <= alpha };
  };
  return all.map((values) => {
    const [nulls, ks, chi2] = values.map(tested);
    return { nulls, ks, chi2 };
  });
}

function columnDrift(pair: Pair, tests: ColumnTests, detectors: readonly Detector[]): ColumnDrift {
  const { name, window, reference, current, figures } = pair;
  const numbers = figures?.numbers ?? null;
  const classes = figures?.classes ?? null;
  const column = {
    ...{ name, window, type: typeDrift(reference, current) },
    nulls: { ...sharesOf(reference, current), ...tests.nulls },
    mean: bothOf(reference?.numbers?.mean, current?.numbers?.mean),
    std: bothOf(reference?.numbers?.deviation, current?.numbers?.deviation),
    z: { z: finite(numbers?.z.z), alarm: numbers?.z.alarm ?? false },
    ks: {
      ...{ d: numbers?.ks.d ?? null, exact: numbers?.ks.exact ?? false, error: numbers?.ks.error ?? 0 },
      ...tests.ks,
    },
    chi2: classes && classes.df > 0 ? classes.chi2 : null,
    chi2Test: { df: classes?.df ?? 0, over: classes?.over ?? 'values', ...tests.chi2 },
    psi: classes?.psi ?? null,
    wasserstein: numbers?.wasserstein ?? null,
    wassersteinOfStd: finite(numbers?.wassersteinOfStd),
    castingMs: current?.castingMs ?? 0,
    casting: { reference: reference?.nanosecondsACell ?? 0, current: current?.nanosecondsACell ?? 0 },
  } as const;
  return { ...column, alarms: alarmsOf(column, pair).filter((each) => detectors.includes(each)) };
}

function alarmsOf(column: Omit<ColumnDrift, 'alarms'>, { reference, current }: Pair): Detector[] {
  const { type, nulls, z, ks, chi2Test, psi, wassersteinOfStd } = column;
  const large = [reference, current].every((each) => each && valuesOf(each) >= LEAST_FOR_DISTANCES);
  const found: Readonly<Record<Detector, boolean>> = {
    ...{ type: type.changed, nulls: nulls.alarm, z: z.alarm, ks: ks.alarm, chi2: chi2Test.alarm },
    psi: large && (psi ?? 0) >= PSI_ALARM,
    wasserstein: large && (wassersteinOfStd ?? 0) >= WASSERSTEIN_ALARM,
  };
  return DETECTORS.filter((each) => found[each]);
}

function multiplicityOf(
  tests: readonly ColumnTests[],
  columns: readonly ColumnDrift[],
  alpha: number,
): Multiplicity {
  const known = tests.flatMap(({ nulls, ks, chi2 }) => [nulls, ks, chi2]).filter(({ p }) => p !== null);
  const zTests = columns.filter(({ z }) => z.z !== null).length;
  return {
    ...{ method: 'holm', alpha, tests: known.length },
    below: known.filter(({ p }) => p! <= alpha).length,
    alarms: known.filter(({ alarm }) => alarm).length,
    ...{ zTests, zAlarms: columns.filter(({ z }) => z.alarm).length, zByChance: zTests * Z_LEVEL },
  };
}

function sharesOf(reference: ColumnSummary | null, current: ColumnSummary | null): Both {
  return { reference: reference ? nullShare(reference) : 1, current: current ? nullShare(current) : 1 };
}

function bothOf(reference: number | undefined, current: number | undefined): Both | null {
  return reference === undefined || current === undefined ? null : { reference, current };
}

function valuesOf({ rows, forms }: ColumnSummary): number {
  return rows - (forms.get('missing') ?? 0);
}

function finite(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}
