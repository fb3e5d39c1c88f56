import { adapterName } from '../results/adapter-name.ts';
import { type BenchCase, caseName } from './bench-case.ts';
import type { BenchEngine, BenchReport, CaseReport, EngineTimes } from './report.ts';
import { bootstrapInterval, type Interval, quantile } from './statistics.ts';

/** One engine in one case, against a run before. */
export interface Change {
  readonly model: string;
  readonly case: BenchCase;
  readonly engine: BenchEngine;
  /** Time now over time then, each in units of its own run's yardstick. */
  readonly ratio: Interval;
  /** Repeats of the run that has fewer. */
  readonly n: number;
  /** `unclear`: the interval holds a slowdown and a gain beyond the tolerance, so that this run tells neither. */
  readonly verdict: 'slower' | 'faster' | 'alike' | 'unclear';
}

export interface Comparison {
  readonly changes: readonly Change[];
  /** What stands in one of the two runs only, in words. */
  readonly missing: readonly string[];
  /** Where the two runs differ in what they ran on, in words. */
  readonly caveats: readonly string[];
}

/** Of the interval that decides: rare enough that a dozen comparisons seldom accuse an innocent one. */
const LEVEL = 0.99;

/**
 * Holds a bench against an earlier one. Machines differ and so do hours: every time is divided by the yardstick's, a fixed pair of
 * kernels timed in turn with the steps. Of each the first decile counts, since what disturbs a step only adds to it; where a
 * processor plays the GPU and its time is known, processor time. A change is a slowdown where its whole bootstrap interval lies
 * above 1 + tolerance. Throws RangeError where the two have nothing in common.
 */
export function compareBenches(
  before: readonly BenchReport[],
  now: readonly BenchReport[],
  tolerance: number,
  level = LEVEL,
): Comparison {
  const [then, current] = [entriesOf(before), entriesOf(now)];
  const changes = [...current].flatMap(([key, entry]) => {
    const earlier = then.get(key);
    return earlier ? [change(earlier, entry, tolerance, level)] : [];
  });
  if (changes.length === 0) throw new RangeError('the two benches have no case in common');
  const only = (a: Entries, b: Entries, when: string) =>
    [...a.keys()].filter((key) => !b.has(key)).map((key) => `${key}: only in the run ${when}`);
  return {
    changes,
    missing: [...only(then, current, 'before'), ...only(current, then, 'now')],
    caveats: caveats(before, now),
  };
}

interface Entry {
  readonly model: string;
  readonly software: boolean;
  readonly report: CaseReport;
  readonly times: EngineTimes;
}
type Entries = ReadonlyMap<string, Entry>;

/** By model, dtype, case and engine: what must be the same to be compared. */
function entriesOf(reports: readonly BenchReport[]): Entries {
  const entries = reports.flatMap(({ model, plan, adapter, cases }) =>
    cases.flatMap((report) =>
      report.times.map((times): [string, Entry] => [
        `${model.name}, ${plan.activations}, ${caseName(report.case)}, ${times.engine}`,
        { model: model.name, software: adapter.software, report, times },
      ]),
    ),
  );
  return new Map(entries);
}

function change(then: Entry, now: Entry, tolerance: number, level: number): Change {
  const clock = hasProcessor(then) && hasProcessor(now) ? 'processor' : 'wall';
  const lists = [now, then].flatMap(({ report, times }) => [times[clock], report.yardstick[clock]]);
  const ratio = bootstrapInterval(
    lists,
    (drawn) => {
      const [step, yardstick, stepThen, yardstickThen] = drawn.map(undisturbed);
      return step / yardstick / (stepThen / yardstickThen);
    },
    level,
  );
  const { model, report, times } = now;
  const n = Math.min(...lists.map(({ length }) => length));
  return {
    model,
    case: report.case,
    engine: times.engine,
    ratio,
    n,
    verdict: verdictOf(ratio, 1 + tolerance),
  };
}

function verdictOf({ low, high }: Interval, limit: number): Change['verdict'] {
  if (low > limit) return 'slower';
  if (high < 1 / limit) return 'faster';
  return low < 1 / limit && high > limit ? 'unclear' : 'alike';
}

function undisturbed(list: readonly number[]): number {
  return quantile(list, 0.1);
}

function hasProcessor({ software, report, times }: Entry): boolean {
  return software && times.processor.length > 0 && report.yardstick.processor.length > 0;
}

function caveats(before: readonly BenchReport[], now: readonly BenchReport[]): string[] {
  const differing = (what: string, of: (report: BenchReport) => string) => {
    const [a, b] = [of(before[0]), of(now[0])];
    return a === b ? [] : [`another ${what}: ${a} before, ${b} now`];
  };
  return [
    ...differing('adapter', ({ adapter }) => adapterName(adapter)),
    ...differing('host', ({ host }) => host),
  ];
}
