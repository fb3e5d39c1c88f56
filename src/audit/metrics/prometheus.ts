import type { Metric, MetricRegistry } from './registry.ts';
import { BoundedHistogram, type Counter, type Gauge } from './series.ts';

/**
 * Everything in Prometheus' text format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats), as a scrape or a textfile
 * collector reads it. `# UNIT` is OpenMetrics' and a comment here.
 */
export function prometheusText(registry: MetricRegistry): string {
  return registry.metrics
    .filter(({ series }) => series.length > 0)
    .map(familyText)
    .join('');
}

function familyText({ kind, facts: { name, help, unit }, series }: Metric): string {
  const head = [
    `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
    `# TYPE ${name} ${kind}`,
    ...(unit ? [`# UNIT ${name} ${unit}`] : []),
  ];
  const samples = series.flatMap(({ labels, of }) => samplesOf(name, labels, of));
  return `${[...head, ...samples].join('\n')}\n`;
}

type LabelValues = Readonly<Record<string, string>>;

function samplesOf(name: string, labels: LabelValues, of: Counter | Gauge | BoundedHistogram): string[] {
  if (!(of instanceof BoundedHistogram)) return [`${name}${labelText(labels)} ${numberText(of.value)}`];
  let within = 0;
  const buckets = [...of.bounds, Number.POSITIVE_INFINITY].map((bound, i) => {
    within += of.counts[i];
    return `${name}_bucket${labelText({ ...labels, le: numberText(bound) })} ${within}`;
  });
  return [
    ...buckets,
    `${name}_sum${labelText(labels)} ${numberText(of.values.sum)}`,
    `${name}_count${labelText(labels)} ${of.values.count}`,
  ];
}

function labelText(labels: LabelValues): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** As Go's ParseFloat reads it. */
function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : `${value < 0 ? '-' : '+'}Inf`;
}
