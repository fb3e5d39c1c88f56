import type { BatchLatencies, VariantAudit } from '../model/model-audit.ts';
import { type Reading, readingChecks } from './check.ts';
import { type Measure, type Metric, percentileMeasure, type Statistic } from './measures.ts';
import type { GateRule } from './policy.ts';
import type { GateCheck } from './report.ts';
import { drawn, LEAST_UNITS, type Units, unitsOf } from './units.ts';

/** Values without which a percentile is the largest of them. */
const LEAST_VALUES: Readonly<Record<Statistic, number>> = { mean: 1, p50: 2, p95: 20, p99: 100 };

/** A measure of time at every batch of the baseline. `confidence` null: the runs' milliseconds do not compare. */
export function speedChecks(
  measure: Measure,
  rule: GateRule,
  before: VariantAudit,
  now: VariantAudit,
  confidence: number | null,
): GateCheck[] {
  return before.latencies.flatMap((then) => {
    const current = now.latencies.find(({ batch }) => batch === then.batch) ?? null;
    const asked = percentileMeasure(measure);
    const reading = asked && readingOf(asked, before.id, then, current, confidence);
    return reading ? readingChecks('speed', measure, rule, reading) : [];
  });
}

function readingOf(
  { metric, statistic }: NonNullable<ReturnType<typeof percentileMeasure>>,
  of: string,
  then: BatchLatencies,
  now: BatchLatencies | null,
  confidence: number | null,
): Reading {
  const [unitsThen, unitsNow] = [then, now].map((each) => {
    const values = each ? valuesOf(each, metric) : [];
    // Requests of a wave rise and fall together.
    const perUnit = each ? Math.max(1, Math.round(values.length / Math.max(1, each.waves.length))) : 1;
    return { ...unitsOf(whole(values, perUnit), perUnit, statistic), values: values.length };
  });
  const fewest = Math.min(unitsThen.values, unitsNow.values);
  const enough = fewest >= LEAST_VALUES[statistic];
  const value = (each: BatchLatencies, units: Units) =>
    metric === 'wave' ? plain(units) : each[metric][statistic];
  return {
    ...{ of, batch: then.batch, unit: 'ms', by: 'bootstrap', relative: true, n: fewest },
    before: value(then, unitsThen),
    now: now ? value(now, unitsNow) : null,
    ...ratios(unitsThen, unitsNow, enough ? confidence : null),
    doubt: confidence === null ? OTHER_DEVICE : doubtOf(fewest, statistic),
  };
}

function valuesOf(latencies: BatchLatencies, metric: Metric): readonly number[] {
  return metric === 'wave' ? latencies.waves : (latencies[metric].values ?? []);
}

function doubtOf(fewest: number, statistic: Statistic): string {
  if (fewest === 0) return 'a file without the requests’ own times';
  const least = LEAST_VALUES[statistic];
  return fewest < least ? `fewer than ${least} values for a ${statistic}` : `fewer than ${LEAST_UNITS} waves`;
}

/** Whole units of so many values. */
function whole(values: readonly number[], perUnit: number): readonly number[] {
  return values.slice(0, Math.floor(values.length / perUnit) * perUnit);
}

/** How much larger the second is than the first, and than a limit. */
export function ratios(
  then: Units,
  now: Units,
  confidence: number | null,
): Pick<Reading, 'change' | 'beyond'> {
  if (confidence === null) return { change: () => null, beyond: () => null };
  return {
    change: () =>
      drawn(
        [then.count, now.count],
        (weights) => now.value(weights, then.count) / then.value(weights, 0) - 1,
        confidence,
      ),
    beyond: (limit) => drawn([now.count], (weights) => now.value(weights, 0) / limit - 1, confidence),
  };
}

export const OTHER_DEVICE = 'another adapter or engine: its milliseconds do not compare';

function plain(units: Units): number {
  return units.count === 0 ? Number.NaN : units.value(new Float64Array(units.count).fill(1), 0);
}
