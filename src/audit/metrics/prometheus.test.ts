import parse from 'parse-prometheus-text-format';
import { describe, expect, it } from 'vitest';
import { prometheusText } from './prometheus.ts';
import { MetricRegistry } from './registry.ts';

const AWKWARD = 'a "b" \\n \\ back\nline é 你好';

describe('metrics in Prometheus’ text format', () => {
  it('is what the specification’s rules give, character by character', () => {
    const registry = new MetricRegistry();
    const requests = registry.counter({
      name: 'batchmates_requests_total',
      help: 'Requests, \\ and\nall.',
      labels: { arm: { most: 4 }, outcome: ['done', 'refused'] },
    });
    requests.with({ arm: 'a"b\\c\nd', outcome: 'done' }).add(3);
    const seconds = registry.histogram({
      ...{ name: 'batchmates_step_seconds', help: 'Steps.', unit: 'seconds' },
      bounds: [0.1, 1],
    });
    for (const value of [0.1, 0.5, 7]) seconds.with({}).add(value);
    registry.gauge({ name: 'batchmates_never', help: 'Nothing was set.' });
    expect(prometheusText(registry)).toBe(
      [
        '# HELP batchmates_requests_total Requests, \\\\ and\\nall.',
        '# TYPE batchmates_requests_total counter',
        'batchmates_requests_total{arm="a\\"b\\\\c\\nd",outcome="done"} 3',
        '# HELP batchmates_step_seconds Steps.',
        '# TYPE batchmates_step_seconds histogram',
        '# UNIT batchmates_step_seconds seconds',
        'batchmates_step_seconds_bucket{le="0.1"} 1',
        'batchmates_step_seconds_bucket{le="1"} 2',
        'batchmates_step_seconds_bucket{le="+Inf"} 3',
        'batchmates_step_seconds_sum 7.6',
        'batchmates_step_seconds_count 3',
        '',
      ].join('\n'),
    );
  });

  it('is read by a parser that others wrote', () => {
    const registry = new MetricRegistry();
    const gauge = registry.gauge({
      name: 'batchmates_share_ratio',
      help: 'x',
      unit: 'ratio',
      labels: { arm: { most: 3 } },
    });
    gauge.with({ arm: AWKWARD }).value = 0.25;
    gauge.with({ arm: 'plain' }).value = NaN;
    const bytes = registry.histogram({
      name: 'batchmates_kv_bytes',
      help: 'y',
      unit: 'bytes',
      bounds: [1024, 1e21],
    });
    bytes.with({}).add(2048);
    const [share, kv] = parse(prometheusText(registry));
    expect(share).toMatchObject({
      ...{ name: 'batchmates_share_ratio', help: 'x', type: 'GAUGE' },
      metrics: [
        { labels: { arm: AWKWARD }, value: '0.25' },
        { labels: { arm: 'plain' }, value: 'NaN' },
      ],
    });
    expect(kv).toMatchObject({
      type: 'HISTOGRAM',
      metrics: [{ buckets: { 1024: '0', '1e+21': '1', '+Inf': '1' }, sum: '2048', count: '1' }],
    });
  });
});

describe('a registry', () => {
  it('stays within its bound, whatever is counted', () => {
    const registry = new MetricRegistry();
    const metric = registry.counter({
      ...{ name: 'batchmates_flood_total', help: 'x' },
      labels: { arm: { most: 5 }, outcome: ['done', 'failed'] },
    });
    for (let i = 0; i < 5000; i++) metric.with({ arm: `arm ${i}`, outcome: `outcome ${i % 7}` }).add();
    metric.with({ arm: 'arm 1', outcome: 'done' }).add();
    metric.with({ arm: 'late', outcome: 'failed' }).add();
    expect(metric.mostSeries).toBe(15);
    expect(metric.series.length).toBeLessThanOrEqual(metric.mostSeries);
    expect(metric.series.reduce((sum, { of }) => sum + of.value, 0)).toBe(5002);
    expect(metric.with({ arm: 'other', outcome: 'failed' }).value).toBe(1);
  });

  it('refuses names that Prometheus’ conventions do not have', () => {
    const registry = new MetricRegistry();
    const wrong =
      (name: string, rest = {}) =>
      () =>
        registry.counter({ name, help: '', ...rest });
    expect(wrong('batchmates_requests')).toThrow('expected a counter to end in _total');
    expect(wrong('Batch-mates_total')).toThrow('expected a name of a-z, 0-9 and _');
    expect(wrong('batchmates_sent_total', { unit: 'bytes' })).toThrow('expected it to end in _bytes');
    expect(wrong('batchmates_x_total', { labels: { le: ['1'] } })).toThrow('label le: expected a name');
    registry.counter({ name: 'batchmates_sent_bytes_total', help: '', unit: 'bytes' });
    expect(wrong('batchmates_sent_bytes_total')).toThrow('the name is taken');
    expect(() => registry.histogram({ name: 'batchmates_h', help: '', bounds: [1, 1] })).toThrow(
      'metric batchmates_h: bounds: expected them to ascend',
    );
  });

  it('counts up only', () => {
    const counter = new MetricRegistry().counter({ name: 'batchmates_up_total', help: '' }).with({});
    expect(() => counter.add(-1)).toThrow('counter: expected at least 0, found -1');
    expect(() => counter.add(NaN)).toThrow('found NaN');
    expect(counter.value).toBe(0);
  });
});
