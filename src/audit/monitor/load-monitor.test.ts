import { describe, expect, it } from 'vitest';
import { linesSink } from '../../lab/load/lines-sink.ts';
import type { Listed } from '../../lab/load/listed-source.ts';
import { runLoad } from '../../lab/load/run-load.ts';
import { EVERY_POSITION } from '../../lab/load/shadows.ts';
import { evenCrowd, loadOf, tinySetting } from '../../lab/load/testing/load-setting.ts';
import { loadJson } from '../../results/load/load-json.ts';
import type { LoadLine } from '../../results/load/load-lines.ts';
import type { Distribution, LoadRecord } from '../../results/load/load-record.ts';
import { RELATIVE_ERROR } from '../metrics/histogram.ts';
import type { Metric } from '../metrics/registry.ts';
import { BoundedHistogram } from '../metrics/series.ts';
import { LoadMonitor } from './load-monitor.ts';
import { LinesReader, takeRecord } from './read-monitored.ts';

const WINDOW = 20;

const msOf = ({ arrival }: Listed) => ('ms' in arrival ? arrival.ms : 0);

/** A probe that is asked three times in a crowd. */
function crowdWithCanaries(): Listed[] {
  const canary = {
    role: 'probe',
    tier: 0,
    promptTokens: [5, 6, 7, 8],
    maxNewTokens: 5,
    stopTokens: [],
  } as const;
  return [
    ...evenCrowd(12, 7).map((each) => ({
      ...each,
      role: each.role === 'probe' ? ('clean' as const) : each.role,
    })),
    ...[3, 40, 77].map((ms, i) => ({ ...canary, id: `canary ${i}`, arrival: { ms } })),
  ].toSorted((a, b) => msOf(a) - msOf(b));
}

interface Ran {
  readonly monitor: LoadMonitor;
  readonly record: LoadRecord;
  readonly lines: readonly LoadLine[];
}

async function ran(
  kernels: string,
  limits = { maxSequences: 8, maxTokensPerStep: 32, blocks: 24 },
): Promise<Ran> {
  const { model, ...setting } = tinySetting();
  const monitor = new LoadMonitor({ windowMs: WINDOW, mostTokens: 15 });
  const lines: LoadLine[] = [
    { type: 'run', version: 1, experiment: '', model: '', engine: 'cpu', clock: 'virtual' },
  ];
  const load = loadOf(crowdWithCanaries(), limits, kernels);
  const arms = load.arms.map((arm) => ({ ...arm, probes: ['canary 0', 'canary 1', 'canary 2'] }));
  const both = (arm: string) => {
    const [one, two] = [monitor.sinkOf(arm, model.tokenizer), linesSink(arm, (line) => lines.push(line))];
    return {
      began: two.began!,
      plan: two.plan!,
      arrived: one.arrived!,
      async step(...entry: Parameters<NonNullable<typeof one.step>>) {
        await one.step!(...entry);
        await two.step!(...entry);
      },
      async request(...entry: Parameters<NonNullable<typeof one.request>>) {
        await one.request!(...entry);
        await two.request!(...entry);
      },
    };
  };
  const record = await runLoad(
    { ...load, arms },
    {
      ...{ ...setting, model, shadows: EVERY_POSITION, sinkOf: both },
      keeping: { requests: true, steps: true },
    },
  );
  return { monitor, record, lines };
}

function metricOf(monitor: LoadMonitor, name: string): Metric {
  return monitor.registry.metrics.find(({ facts }) => facts.name === `batchmates_${name}`)!;
}

function histogramOf(monitor: LoadMonitor, name: string) {
  const of = metricOf(monitor, name).series[0].of;
  if (!(of instanceof BoundedHistogram)) throw new Error('expected a histogram');
  return of.values;
}

function countsOf(monitor: LoadMonitor, name: string): Record<string, number> {
  return Object.fromEntries(
    metricOf(monitor, name).series.map(({ labels: { arm: _, ...others }, of }) => [
      Object.values(others).join(' '),
      of instanceof BoundedHistogram ? NaN : of.value,
    ]),
  );
}

describe('a monitored run under load', () => {
  it('counts what the run’s own record says', async () => {
    const { monitor, record } = await ran('invariant');
    const [{ metrics, mechanisms, requests, steps }] = record.arms;
    expect(countsOf(monitor, 'requests_total')).toEqual({ done: metrics.completed });
    const pairs: readonly (readonly [string, Distribution])[] = [
      ['time_to_first_token_seconds', metrics.ttft!],
      ['time_per_output_token_seconds', metrics.tpot!],
      ['inter_token_latency_seconds', metrics.itl!],
      ['request_latency_seconds', metrics.e2el!],
    ];
    for (const [name, exact] of pairs) {
      const found = histogramOf(monitor, name);
      expect(1000 * found.mean).toBeCloseTo(exact.mean, 9);
      for (const [q, of] of [
        [0.5, exact.p50],
        [0.95, exact.p95],
        [0.99, exact.p99],
      ])
        expect(Math.abs((1000 * found.quantile(q)) / of - 1)).toBeLessThanOrEqual(RELATIVE_ERROR + 1e-12);
    }
    expect(histogramOf(monitor, 'step_seconds').count).toBe(mechanisms.steps);
    expect(histogramOf(monitor, 'output_tokens').sum).toBe(metrics.outputTokens);
    expect(countsOf(monitor, 'kv_occupancy_peak_ratio')).toEqual({ '': mechanisms.occupancy.most });
    expect(countsOf(monitor, 'plans')).toEqual({ '': new Set(steps.map(({ plan }) => plan)).size });
    expect(countsOf(monitor, 'plan_changes_total')).toEqual({
      '': steps.filter(({ plan }, i) => i > 0 && plan !== steps[i - 1].plan).length,
    });
    const looked = requests.flatMap(({ besideAlone }) => besideAlone ?? []);
    expect(looked).toHaveLength(3);
    expect(countsOf(monitor, 'shadow_positions_total')).toEqual({
      equal: looked.reduce((sum, { looked: all, differing }) => sum + all - differing, 0),
    });
  });

  it('says of canaries that they are what they were, where the set promises it', async () => {
    const { monitor, record } = await ran('invariant');
    expect(countsOf(monitor, 'canaries_total')).toMatchObject({ first: 1, unchanged: 2 });
    expect(countsOf(monitor, 'canary_unchanged')).toEqual({ '': 1 });
    const own = record.arms[0].requests.filter(({ role }) => role === 'probe');
    expect(monitor.canaries.all).toMatchObject([
      {
        arm: 'crowd',
        prompt: own[0].promptHash,
        fingerprint: own[0].fingerprint,
        asked: 3,
        changed: 0,
        firstChange: null,
      },
    ]);
  });

  it('finds the canary that company changed', async () => {
    const { monitor, record } = await ran('variant');
    const own = record.arms[0].requests.filter(({ role }) => role === 'probe');
    const changed = own.filter(({ fingerprint }) => fingerprint !== own[0].fingerprint);
    expect(changed.length).toBeGreaterThan(0);
    expect(countsOf(monitor, 'canaries_total').changed).toBe(changed.length);
    expect(countsOf(monitor, 'canary_unchanged')).toEqual({ '': 0 });
    expect(monitor.canaries.all[0].firstChange).toMatchObject({
      request: changed[0].id,
      at: changed[0].ended,
    });
    expect(monitor.windowsOf('crowd').reduce((sum, { canariesChanged }) => sum + canariesChanged, 0)).toBe(
      changed.length,
    );
  });

  it('counts who was preempted and refused', async () => {
    const { monitor, record } = await ran('invariant', { maxSequences: 8, maxTokensPerStep: 32, blocks: 3 });
    const { metrics, mechanisms } = record.arms[0];
    expect(mechanisms.preemptions).toBeGreaterThan(0);
    expect(countsOf(monitor, 'preemptions_total')).toEqual({ recompute: mechanisms.preemptions, swap: 0 });
    expect(countsOf(monitor, 'requests_total').refused ?? 0).toBe(metrics.refused);
    const windows = monitor.windowsOf('crowd');
    expect(windows.reduce((sum, { preempted }) => sum + preempted, 0)).toBe(mechanisms.preemptions);
  });

  it('looks at prompts as they come', async () => {
    const { monitor } = await ran('invariant');
    const tooLong = crowdWithCanaries().filter(({ promptTokens }) => promptTokens.length > 15).length;
    expect(tooLong).toBeGreaterThan(0);
    expect(countsOf(monitor, 'input_faults_total').too_long).toBe(tooLong);
    const prompts = countsOf(monitor, 'prompts_total');
    expect(Object.values(prompts).reduce((sum, count) => sum + count, 0)).toBe(15);
  });

  it.each(['invariant', 'variant'])(
    'counts the same from the lines and from the record (%s)',
    async (kernels) => {
      const { monitor, record, lines } = await ran(kernels);
      const options = { windowMs: WINDOW };
      const [fromLines, fromRecord] = [new LoadMonitor(options), new LoadMonitor(options)];
      const reader = new LinesReader(fromLines);
      for (const line of lines) reader.take(JSON.stringify(line));
      takeRecord(fromRecord, JSON.parse(JSON.stringify(loadJson(record))));
      const names = [
        'requests_total',
        'canaries_total',
        'shadow_positions_total',
        'plan_changes_total',
        'kv_blocks',
      ];
      for (const name of names) {
        expect(countsOf(fromLines, name)).toEqual(countsOf(monitor, name));
        expect(countsOf(fromRecord, name)).toEqual(countsOf(monitor, name));
      }
      for (const name of ['time_to_first_token_seconds', 'step_seconds', 'shadow_kl_nats']) {
        const figures = (of: LoadMonitor) => [...histogramOf(of, name).buckets()];
        expect(figures(fromLines)).toEqual(figures(monitor));
        expect(figures(fromRecord)).toEqual(figures(monitor));
      }
      const windows = (of: LoadMonitor) =>
        of.windowsOf('crowd').map(({ start, done, differing }) => ({ start, done, differing }));
      expect(windows(fromLines).filter(({ done }) => done > 0)).toEqual(
        windows(monitor).filter(({ done }) => done > 0),
      );
    },
  );
});
