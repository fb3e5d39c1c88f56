import type { BatchLatencies, VariantAudit } from '../model/model-audit.ts';
import { type Reading, readingChecks } from './check.ts';
import { type Measure, percentileMeasure, type Statistic } from './measures.ts';
import type { GateRule } from './policy.ts';
import type { GateCheck } from './report.ts';
import { drawn, LEAST_UNITS, type Units, unitsOf } from './units.ts';

/** Requests without which a percentile is the largest of them. */
const LEAST_REQUESTS: Readonly<Record<Statistic, number>> = { mean: 1, p50: 2, p95: 20, p99: 100 };

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
    const reading = percentileMeasure(measure)
      ? percentileReading(measure, before.id, then, current, confidence)
      : measure === 'wave'
        ? waveReading(before.id, then, current, confidence)
        : null;
    return reading ? readingChecks('speed', measure, rule, reading) : [];
  });
}

function waveReading(
  of: string,
  then: BatchLatencies,
  now: BatchLatencies | null,
  confidence: number | null,
): Reading {
  const units = [then, now].map((each) => unitsOf(each?.waves ?? [], 1, 'mean'));
  return {
    ...{ of, batch: then.batch, unit: 'ms', by: 'bootstrap', relative: true },
    n: Math.min(...units.map(({ count }) => count)),
    before: plain(units[0]),
    now: now ? plain(units[1]) : null,
    ...ratios(units[0], units[1], confidence),
    doubt: doubtOf(confidence, `fewer than ${LEAST_UNITS} waves`),
  };
}

function percentileReading(
  measure: Measure,
  of: string,
  then: BatchLatencies,
  now: BatchLatencies | null,
  confidence: number | null,
): Reading | null {
  const asked = percentileMeasure(measure);
  if (!asked) return null;
  const { metric, statistic } = asked;
  const values = [then, now].map((each) => each?.[metric].values ?? []);
  const fewest = Math.min(...values.map(({ length }) => length));
  const perUnit = (each: BatchLatencies | null, i: number) =>
    each && each.waves.length > 0 ? Math.max(1, Math.round(values[i].length / each.waves.length)) : 1;
  const units = [then, now].map((each, i) =>
    unitsOf(whole(values[i], perUnit(each, i)), perUnit(each, i), statistic),
  );
  const enough = fewest >= LEAST_REQUESTS[statistic];
  return {
    ...{ of, batch: then.batch, unit: 'ms', by: 'bootstrap', relative: true, n: fewest },
    before: then[metric][statistic],
    now: now ? now[metric][statistic] : null,
    ...ratios(units[0], units[1], enough ? confidence : null),
    doubt: doubtOf(
      confidence,
      fewest === 0
        ? 'a file without the requests’ own times'
        : enough
          ? `fewer than ${LEAST_UNITS} waves`
          : `fewer than ${LEAST_REQUESTS[statistic]} requests`,
    ),
  };
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

function doubtOf(confidence: number | null, otherwise: string): string {
  return confidence === null ? OTHER_DEVICE : otherwise;
}

function plain(units: Units): number {
  return units.count === 0 ? Number.NaN : units.value(new Float64Array(units.count).fill(1), 0);
}
