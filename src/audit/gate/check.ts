import type { GateAxis, Measure } from './measures.ts';
import type { AxisPolicy, GateRule } from './policy.ts';
import type { GateCheck, GateVerdict, Worsening } from './report.ts';

/** Steps of a double's last places are no change. */
const SLACK = 1e-9;

/** Fails where all of the interval lies beyond the tolerance, passes where none of it does. */
export function verdictOf(worse: Worsening | null, tolerance: number): GateVerdict {
  if (!worse) return 'unclear';
  if (worse.low > tolerance + SLACK) return 'fail';
  return worse.high <= tolerance + SLACK ? 'pass' : 'unclear';
}

export function exactly(value: number): Worsening {
  return { estimate: value, low: value, high: value };
}

type Told = Omit<GateCheck, 'verdict' | 'because' | 'axis' | 'measure'> & {
  readonly because?: string | null;
};

/** A check with its verdict. */
export function check(axis: GateAxis, measure: Measure, told: Told): GateCheck {
  // Nothing over nothing is no share.
  const isNumber = told.worse && !Object.values(told.worse).some(Number.isNaN);
  const worse = isNumber ? told.worse : null;
  const because = told.because ?? (told.worse && !worse ? 'nothing to hold it against' : null);
  return { axis, measure, ...told, worse, because, verdict: verdictOf(worse, told.tolerance) };
}

/** What a measure says of one variant: its value, and how far it is from the baseline's and from a limit. */
export interface Reading extends Pick<Told, 'of' | 'batch' | 'unit' | 'by' | 'n'> {
  readonly before: number;
  /** Null: it was measured before and is not told now. */
  readonly now: number | null;
  /** Whether `change` and `beyond` are shares of the value that they are held against. */
  readonly relative: boolean;
  readonly change: () => Worsening | null;
  readonly beyond: (limit: number) => Worsening | null;
  /** Why there is no interval, where there is none. */
  readonly doubt?: string;
  readonly because?: string;
}

/** A reading against the baseline, and against the rule's limit where it has one. */
export function readingChecks(
  axis: GateAxis,
  measure: Measure,
  rule: GateRule,
  reading: Reading,
): GateCheck[] {
  const { of, batch, unit, by, n, before, now, relative, change, beyond, doubt, because } = reading;
  const common = { of, batch, unit, now, by, n, relative };
  const told = (worse: Worsening | null) => ({ worse, because: worse ? (because ?? null) : (doubt ?? null) });
  const missing = { worse: null, because: 'the baseline tells it, this run does not' };
  const against = (worse: () => Worsening | null) => (now === null ? missing : told(worse()));
  return [
    check(axis, measure, {
      ...common,
      against: 'baseline',
      before,
      tolerance: rule.tolerance,
      ...against(change),
    }),
    ...(rule.limit === undefined
      ? []
      : [
          check(axis, measure, {
            ...{ ...common, against: 'limit', before: rule.limit, tolerance: 0 },
            ...against(() => beyond(rule.limit as number)),
          }),
        ]),
  ];
}

/** Every rule of an axis, in the policy's order. */
export function rulesOf(policy: AxisPolicy | undefined): [Measure, GateRule][] {
  if (!policy || policy.mode === 'off') return [];
  return Object.entries(policy.measures).flatMap(([measure, rule]) =>
    rule ? [[measure as Measure, rule] as [Measure, GateRule]] : [],
  );
}
