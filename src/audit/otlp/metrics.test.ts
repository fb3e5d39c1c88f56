import { describe, expect, it } from 'vitest';
import { MetricRegistry } from '../metrics/registry.ts';
import { otlpMetrics } from './metrics.ts';
import { otlpResource } from './resource.ts';
import { metricsRequest } from './testing/opentelemetry.ts';

const TIMES = { since: 1_700_000_000_000.25, now: 1_700_000_060_000 };

function filled(): MetricRegistry {
  const registry = new MetricRegistry();
  const facts = { help: 'how many', labels: { arm: { most: 4 } } } as const;
  registry
    .counter({ name: 'batchmates_requests_total', ...facts })
    .with({ arm: 'crowd' })
    .add(7);
  registry.gauge({ name: 'batchmates_kv_ratio', unit: 'ratio', ...facts }).with({ arm: 'crowd' }).value = 0.5;
  const seconds = registry.histogram({
    name: 'batchmates_ttft_seconds',
    unit: 'seconds',
    bounds: [0.1, 1],
    ...facts,
  });
  for (const value of [0.05, 0.1, 3]) seconds.with({ arm: 'crowd' }).add(value);
  registry.gauge({ name: 'batchmates_never', help: '' });
  return registry;
}

describe('metrics as OTLP/JSON', () => {
  const resource = otlpResource({ service: 'batchmates', version: '0.1.0' });
  const written = JSON.stringify(
    otlpMetrics(filled(), resource, { name: 'batchmates', version: '0.1.0' }, TIMES),
  );
  const read = metricsRequest(JSON.parse(written));

  it('is read back by OpenTelemetry’s own messages, through their binary form', () => {
    const [{ resource: of, scopeMetrics }] = read.resourceMetrics;
    expect(of.attributes[0]).toMatchObject({ key: 'service.name', value: { stringValue: 'batchmates' } });
    const [{ scope, metrics }] = scopeMetrics;
    expect(scope.name).toBe('batchmates');
    expect(metrics.map(({ name, unit }) => [name, unit])).toEqual([
      ['batchmates_requests_total', '1'],
      ['batchmates_kv_ratio', '1'],
      ['batchmates_ttft_seconds', 's'],
    ]);
    const arm = [{ key: 'arm', value: { stringValue: 'crowd' } }];
    const [requests, kv, ttft] = metrics;
    expect(requests.sum).toMatchObject({
      ...{ aggregationTemporality: 'AGGREGATION_TEMPORALITY_CUMULATIVE', isMonotonic: true },
      dataPoints: [{ asDouble: 7, attributes: arm }],
    });
    expect(kv.gauge).toMatchObject({ dataPoints: [{ asDouble: 0.5, attributes: arm }] });
    expect(ttft.histogram!.dataPoints).toMatchObject([
      {
        ...{ count: '3', min: 0.05, max: 3, explicitBounds: [0.1, 1], bucketCounts: ['2', '0', '1'] },
        ...{ startTimeUnixNano: '1700000000000250000', timeUnixNano: '1700000060000000000', attributes: arm },
      },
    ]);
    expect(ttft.histogram!.dataPoints[0].sum).toBeCloseTo(3.15, 12);
  });

  it('has no field that OpenTelemetry’s messages do not have', () => {
    const keys = (value: unknown): string[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, inner]) => [
            ...(Array.isArray(value) ? [] : [key]),
            ...keys(inner),
          ])
        : [];
    expect(keys(JSON.parse(written)).filter((key) => !keys(read).includes(key))).toEqual([]);
  });
});
