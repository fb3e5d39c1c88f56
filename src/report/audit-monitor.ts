import type { Metric, MetricRegistry } from '../audit/metrics/registry.ts';
import { BoundedHistogram } from '../audit/metrics/series.ts';
import type { Alarm, Thresholds } from '../audit/monitor/alarms.ts';
import { alarmsOf } from '../audit/monitor/alarms.ts';
import type { Canary } from '../audit/monitor/canaries.ts';
import type { LoadMonitor } from '../audit/monitor/load-monitor.ts';
import { type Signal, type SignalId, signalOf } from '../audit/monitor/signals.ts';
import { visible } from '../experiment/visible.ts';
import { aligned, grouped, measured } from '../results/text.ts';

/** `1,204 ms`, `12.5 %`: a figure of a signal. */
export function signalText({ unit }: Pick<Signal, 'unit'>, value: number): string {
  const figure = Math.abs(value) >= 1000 ? grouped(Math.round(value)) : measured(value);
  return unit === '' ? figure : `${figure} ${unit}`;
}

/** `TTFT p95 above 500 ms from 1.0 s to 3.0 s, 812 ms at worst`. */
export function alarmText(alarm: Alarm): string {
  const signal = signalOf(alarm.signal);
  const limit = signalText(signal, alarm.limit);
  const until = alarm.on ? `on at ${clockText(alarm.until)}` : `until ${clockText(alarm.until)}`;
  return `${signal.title} ${signal.side} ${limit} from ${clockText(alarm.from)}, ${until}, ${signalText(signal, alarm.worst)} at worst`;
}

/** Milliseconds of a run's clock. */
export function clockText(ms: number): string {
  return `${(ms / 1000).toFixed(ms % 1000 === 0 ? 0 : 2)} s`;
}

/** What a canary came to, in a line. */
export function canaryText({ arm, prompt, asked, changed, firstChange }: Canary): string {
  const what = `${visible(arm)}: prompt ${prompt} asked ${asked} ${asked === 1 ? 'time' : 'times'}`;
  if (asked === 1) return `${what}: nothing to compare with`;
  if (!firstChange) return `${what}: every fingerprint is its first`;
  return `${what}: ${changed} with another fingerprint, first ${visible(firstChange.request)} at ${clockText(firstChange.at)}`;
}

/** Everything that was counted, for people: latencies, counts, canaries and alarms. */
export function monitorLines(monitor: LoadMonitor, thresholds: Thresholds): string[] {
  return [
    ...histogramLines(monitor.registry),
    '',
    ...monitor.registry.metrics.filter(({ kind }) => kind !== 'histogram').flatMap(valueLines),
    ...(monitor.canaries.all.length > 0 ? ['', ...monitor.canaries.all.map(canaryText)] : []),
    '',
    ...alarmLines(monitor, thresholds),
  ];
}

function histogramLines(registry: MetricRegistry): string[] {
  const rows = registry.metrics
    .filter(({ kind }) => kind === 'histogram')
    .flatMap(({ facts, series }) =>
      series.flatMap(({ labels, of }) =>
        of instanceof BoundedHistogram && of.values.count > 0 ? [histogramRow(facts.name, labels, of)] : [],
      ),
    );
  if (rows.length === 0) return ['nothing was measured'];
  return aligned([['histogram', 'arm', 'n', 'mean', 'p50', 'p95', 'p99', 'max'], ...rows], [0, 1]);
}

function histogramRow(name: string, { arm }: Readonly<Record<string, string>>, of: BoundedHistogram) {
  return [metricWords(name), visible(arm), ...histogramFigures(of)];
}

/** How many values there are, their mean, p50, p95, p99 and the most. */
export function histogramFigures({ values }: BoundedHistogram): string[] {
  const figures = [values.mean, ...[0.5, 0.95, 0.99].map((q) => values.quantile(q)), values.max];
  return [grouped(values.count), ...figures.map(measured)];
}

/** What a counter or a gauge stands at. */
export function valueText(value: number): string {
  return Number.isInteger(value) ? grouped(value) : measured(value);
}

function valueLines({ facts, series }: Metric): string[] {
  return series.flatMap(({ labels, of }) =>
    of instanceof BoundedHistogram || of.value === 0
      ? []
      : [
          `${metricWords(facts.name)} ${Object.values(labels).map(visible).join(', ')}: ${valueText(of.value)}`,
        ],
  );
}

/** A metric's name without the lab's. */
export function metricWords(name: string): string {
  return name.replace(/^batchmates_/, '');
}

function alarmLines(monitor: LoadMonitor, thresholds: Thresholds): string[] {
  const limits = Object.entries(thresholds).map(([id, limit]) => {
    const signal = signalOf(id as SignalId);
    return `${signal.title} ${signal.side} ${signalText(signal, limit)}`;
  });
  const alarms = monitor.arms.flatMap((arm) =>
    alarmsOf(monitor.windowsOf(arm), thresholds).map((alarm) => `  ${visible(arm)}: ${alarmText(alarm)}`),
  );
  return [
    `limits: ${limits.length === 0 ? 'none' : limits.join('; ')}`,
    ...(alarms.length === 0
      ? ['no alarm']
      : [`${alarms.length} ${alarms.length === 1 ? 'alarm' : 'alarms'}`, ...alarms]),
  ];
}
