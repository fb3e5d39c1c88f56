import type { Metric, MetricRegistry } from '../metrics/registry.ts';
import type { BoundedHistogram, Counter, Gauge } from '../metrics/series.ts';
import { type OtlpKeyValue, otlpAttributes } from './attributes.ts';
import { type OtlpResource, type OtlpScope, unixNano } from './resource.ts';

/** `AGGREGATION_TEMPORALITY_CUMULATIVE`: everything since the start. */
const CUMULATIVE = 2;
/** UCUM's codes of the units that Prometheus spells out (OpenTelemetry's compatibility specification). */
const UNITS: Readonly<Record<string, string>> = { seconds: 's', bytes: 'By', ratio: '1' };

/** Milliseconds since 1970: when counting began, and now. */
export interface MetricTimes {
  readonly since: number;
  readonly now: number;
}

interface Point {
  readonly attributes: readonly OtlpKeyValue[];
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
}

interface NumberPoint extends Point {
  readonly asDouble: number;
}

/** 64-bit whole numbers are decimal texts, as proto3's JSON has them. */
interface HistogramPoint extends Point {
  readonly count: string;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly explicitBounds: readonly number[];
  readonly bucketCounts: readonly string[];
}

interface OtlpMetric {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly sum?: {
    readonly dataPoints: readonly NumberPoint[];
    readonly aggregationTemporality: number;
    readonly isMonotonic: true;
  };
  readonly gauge?: { readonly dataPoints: readonly NumberPoint[] };
  readonly histogram?: {
    readonly dataPoints: readonly HistogramPoint[];
    readonly aggregationTemporality: number;
  };
}

/** `ExportMetricsServiceRequest` of opentelemetry-proto in its JSON encoding: what a collector's `/v1/metrics` takes. */
export interface OtlpMetrics {
  readonly resourceMetrics: readonly {
    readonly resource: OtlpResource;
    readonly scopeMetrics: readonly { readonly scope: OtlpScope; readonly metrics: readonly OtlpMetric[] }[];
  }[];
}

export function otlpMetrics(
  registry: MetricRegistry,
  resource: OtlpResource,
  scope: OtlpScope,
  times: MetricTimes,
): OtlpMetrics {
  const filled = registry.metrics.filter(({ series }) => series.length > 0);
  const metrics = filled.map((metric) => otlpMetric(metric, times));
  return { resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics }] }] };
}

function otlpMetric({ kind, facts: { name, help, unit }, series }: Metric, times: MetricTimes): OtlpMetric {
  const named = { name, description: help, unit: unit ? (UNITS[unit] ?? `{${unit}}`) : '1' };
  const points = series.map(({ labels, of }) => ({ point: pointOf(labels, times), of }));
  if (kind === 'histogram') {
    const dataPoints = points.map(({ point, of }) => histogramPoint(point, of as BoundedHistogram));
    return { ...named, histogram: { dataPoints, aggregationTemporality: CUMULATIVE } };
  }
  const dataPoints = points.map(({ point, of }) => ({ ...point, asDouble: (of as Counter | Gauge).value }));
  if (kind === 'gauge') return { ...named, gauge: { dataPoints } };
  return { ...named, sum: { dataPoints, aggregationTemporality: CUMULATIVE, isMonotonic: true } };
}

function pointOf(labels: Readonly<Record<string, string>>, { since, now }: MetricTimes): Point {
  return {
    attributes: otlpAttributes(labels),
    startTimeUnixNano: unixNano(since),
    timeUnixNano: unixNano(now),
  };
}

function histogramPoint(point: Point, { values, bounds, counts }: BoundedHistogram): HistogramPoint {
  return {
    ...point,
    ...{ count: String(values.count), sum: values.sum, min: values.min, max: values.max },
    explicitBounds: bounds,
    bucketCounts: Array.from(counts, String),
  };
}
