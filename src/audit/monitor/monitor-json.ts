import { RELATIVE_ERROR } from '../metrics/histogram.ts';
import { BoundedHistogram } from '../metrics/series.ts';
import { alarmsOf, type Thresholds } from './alarms.ts';
import type { LoadMonitor } from './load-monitor.ts';
import { SIGNALS } from './signals.ts';

/** What `lab audit monitor --json` writes: everything that was counted, plain JSON. */
export function monitorJson(monitor: LoadMonitor, thresholds: Thresholds) {
  const { registry, canaries, arms } = monitor;
  return {
    version: 1,
    relativeError: RELATIVE_ERROR,
    metrics: registry.metrics.flatMap(({ kind, facts: { name, unit }, series }) =>
      series.map(({ labels, of }) => ({ name, kind, ...(unit && { unit }), labels, ...figures(of) })),
    ),
    canaries: canaries.all,
    arms: arms.map((arm) => ({
      arm,
      windows: monitor.windowsOf(arm).map((window) => ({
        start: window.start,
        milliseconds: window.milliseconds,
        signals: Object.fromEntries(SIGNALS.map(({ id, of }) => [id, of(window)])),
      })),
      alarms: alarmsOf(monitor.windowsOf(arm), thresholds),
    })),
    thresholds,
  };
}

function figures(of: BoundedHistogram | { readonly value: number }) {
  if (!(of instanceof BoundedHistogram)) return { value: of.value };
  const { values } = of;
  const { count, sum } = values;
  if (count === 0) return { count };
  const quantiles = { p50: values.quantile(0.5), p95: values.quantile(0.95), p99: values.quantile(0.99) };
  return { count, sum, mean: values.mean, min: values.min, ...quantiles, max: values.max };
}
