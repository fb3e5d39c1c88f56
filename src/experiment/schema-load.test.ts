import { readFileSync } from 'node:fs';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { describe, expect, it } from 'vitest';
import { canonicalExperiment } from './canonical.ts';
import { ExperimentError } from './errors.ts';
import { needsLoad } from './needs-load.ts';
import { arrivalOf } from './request-schema.ts';
import { parseExperiment } from './schema.ts';
import { servingSchema } from './serving-schema.ts';

type Json = ReturnType<typeof JSON.parse>;

const minimal = {
  version: 1,
  title: 'One probe',
  requests: [{ id: 'p', role: 'probe', prompt: 'Hi' }],
  arms: [{ name: 'alone', requests: ['p'], kernels: 'variant' }],
};
const crowd = { arrivals: { kind: 'poisson', perSecond: 10 } };

const withRequest = (fields: object) => ({ ...minimal, requests: [{ ...minimal.requests[0], ...fields }] });
const withArm = (fields: object) => ({ ...minimal, arms: [{ ...minimal.arms[0], ...fields }] });
const serving = (fields: object) => withArm({ serving: fields });

function problems(json: unknown): readonly string[] {
  try {
    parseExperiment(json);
    return [];
  } catch (error) {
    if (error instanceof ExperimentError) return error.problems;
    throw error;
  }
}

const table = (entries: object[]) => ({ kind: 'virtual', table: { measuredOn: 'x', entries, swapMs: 0 } });

const asAlways = servingSchema.parse({});

describe('version 2', () => {
  it('leaves the canonical text of what was released as it was, to the letter', () => {
    const needle = parseExperiment(JSON.parse(readFileSync('experiments/needle.json', 'utf8')));
    expect(bytesToHex(sha256(utf8ToBytes(canonicalExperiment(needle))))).toBe(
      'e9cfe92777e0a8e94efbc37e218fb59d59706f8fbfa134db4414a349ae8e6aed',
    );
  });

  it('is one text with version 1 where nothing of it is used, or only what leaves all as it was', () => {
    const texts = [
      minimal,
      { ...minimal, version: 2 },
      { ...withRequest({ arrival: { step: 0 }, tier: 0 }), version: 2 },
      serving({}),
      serving({ policy: 'fcfs', memory: { pressure: 'recompute' }, prefix: 'off' }),
    ].map((json) => canonicalExperiment(parseExperiment(json)));
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]).toContain('"version":1');
  });

  it.each<[string, Json]>([
    ['an arrival in milliseconds', withRequest({ arrival: { ms: 1.5 } })],
    ['a tier', withRequest({ tier: 1 })],
    ['serving', serving({ policy: 'prefill-first' })],
    ['a crowd', { ...minimal, crowd }],
    ['a clock', { ...minimal, clock: { kind: 'real' } }],
    ['limits', { ...minimal, limits: { ttft: 200 } }],
  ])('is said by %s, and resolves to itself', (_, json) => {
    const experiment = parseExperiment(json);
    expect(experiment.version).toBe(2);
    expect(parseExperiment(JSON.parse(canonicalExperiment(experiment)))).toEqual(experiment);
  });

  it('fills every default', () => {
    const experiment = parseExperiment({
      ...serving({ policy: { kind: 'chunked', budget: 64 }, memory: { pressure: 'evict' } }),
      crowd,
      clock: { kind: 'virtual' },
    });
    expect(experiment.arms[0].serving).toEqual({
      ...asAlways,
      policy: { kind: 'chunked', budget: 64 },
      memory: { pressure: 'evict', first: 16, last: 64 },
    });
    expect(experiment.crowd).toMatchObject({
      ...{ seed: 0, milliseconds: 60_000, most: 1000, noise: 0, tiers: [1], prefix: null },
      ...{ prompt: { kind: 'fixed', tokens: 64 }, output: { kind: 'fixed', tokens: 32 } },
    });
    expect(experiment.clock).toEqual({ kind: 'virtual', speed: 1 });
    const plain = parseExperiment(serving({ prefix: 'on' }));
    expect(plain.arms[0].serving).toEqual({ ...asAlways, prefix: 'on' });
  });

  it('gives the scheduler steps and milliseconds', () => {
    expect(arrivalOf(parseExperiment(withRequest({ arrival: 3 })).requests[0])).toEqual({ step: 3 });
    expect(arrivalOf(parseExperiment(withRequest({ arrival: { ms: 7 } })).requests[0])).toEqual({ ms: 7 });
  });

  it.each<[string, Json]>([
    ['requests[0].arrival: expected at most 65535, found 65536', withRequest({ arrival: 65_536 })],
    ['requests[0].arrival: expected a step from 0 to 65535, {', withRequest({ arrival: 'soon' })],
    ['requests[0].arrival: expected a step from 0 to 65535, {', withRequest({ arrival: { seconds: 1 } })],
    ['requests[0].tier: expected at most 7, found 8', withRequest({ tier: 8 })],
    [
      'arms[0].serving.policy.kind: expected one of "static", "fcfs", "prefill-first", "chunked", "tiers", "shortest", found "lifo"',
      serving({ policy: 'lifo' }),
    ],
    ['arms[0].serving.policy.budget: expected a number, found nothing', serving({ policy: 'chunked' })],
    [
      "arms[0].serving.policy.budget: expected at most the arm's 256, found 512",
      serving({ policy: { kind: 'chunked', budget: 512 } }),
    ],
    [
      "arms[0].serving.policy.batch: expected at most the arm's 64, found 65",
      serving({ policy: { kind: 'static', batch: 65 } }),
    ],
    ['arms[0].serving.policy.size: unknown field', serving({ policy: { kind: 'fcfs', size: 1 } })],
    ['arms[0].serving.memory.hostBlocks: expected a number, found nothing', serving({ memory: 'swap' })],
    [
      'arms[0].serving.packing: packing does not go with eviction',
      serving({ packing: 'leaking', memory: 'evict' }),
    ],
    [
      'arms[0].serving.packing: packing does not go with prefix',
      serving({ packing: 'masked', prefix: 'on' }),
    ],
    [
      'arms[0].serving.packing: packing does not go with disagg',
      serving({ packing: 'masked', disaggregated: true }),
    ],
    [
      'arms[0].serving.prefix: prefix reuse does not go with eviction',
      serving({ prefix: 'on', memory: 'evict' }),
    ],
    ['arms[0].serving.cascade: cascade attention needs prefix reuse', serving({ cascade: {} })],
    [
      'arms[0].serving.disaggregated: disaggregation does not go with static',
      serving({ disaggregated: true, policy: { kind: 'static', batch: 4 } }),
    ],
    [
      "arms[0].serving.effort.to: expected more than from's 8, found 4",
      serving({ effort: { from: 8, to: 4, least: 16 } }),
    ],
    [
      'arms[0].serving.route: a route does not go with disaggregation',
      serving({ disaggregated: true, route: { by: 'balance' } }),
    ],
    [
      'arms[0].serving.faults: misrouting does not go with disaggregation',
      serving({ disaggregated: true, faults: { misrouted: { share: 0.1, to: { dtype: 'f16' } } } }),
    ],
    [
      'arms[0].serving.route: quality without isolation only lowers a tier',
      serving({ route: { by: { kind: 'quality', tokens: 8, isolated: false } } }),
    ],
    [
      'arms[0].serving.route.by: expected one of tokens, compressed, perplexity, found none',
      serving({ route: { by: { kind: 'quality', isolated: true } } }),
    ],
    [
      'arms[0].serving.route.to.model: expected nano, pico or random:<shape>, found elsewhere',
      serving({ route: { to: { model: 'elsewhere' }, by: 'balance' } }),
    ],
    [
      'arms[0].serving.faults.misrouted.to: expected another model, dtype, weights, kernels or template, found nothing',
      serving({ faults: { misrouted: { share: 0.1, to: {} } } }),
    ],
    ['clock.speed: expected at least 0.01, found 0', { ...minimal, clock: { kind: 'real', speed: 0 } }],
    ['clock.kind: expected one of "virtual", "real", found nothing', { ...minimal, clock: {} }],
    [
      'clock.table.entries[0].ms: expected more than 0: a step that takes no time',
      { ...minimal, clock: table([{ rows: 4, keys: 8, ms: 0 }]) },
    ],
    [
      'clock.table.entries[1]: expected each size once, found 4 rows over 8 keys again',
      { ...minimal, clock: table([1, 2].map((ms) => ({ rows: 4, keys: 8, ms }))) },
    ],
    ['limits: expected one of ttft, tpot, e2el', { ...minimal, limits: {} }],
    ['limits.itl: unknown field', { ...minimal, limits: { itl: 5, ttft: 1 } }],
  ])('refuses %s', (problem, json) => {
    const found = problems(json);
    expect(
      found.filter((line) => line.startsWith(problem)),
      found.join('\n'),
    ).toHaveLength(1);
  });
});

describe('a crowd', () => {
  it('may last a day, and surge to as many as are drawn at once', () => {
    const surge = { kind: 'surge', from: 0, ramp: 9, hold: 0, halfLife: 10 };
    const day = { milliseconds: 86_400_000, most: 1000 };
    const read = (fields: object) => problems({ ...minimal, crowd: fields });
    expect(read({ arrivals: { ...surge, baseline: 0, peak: 100 }, ...day })).toEqual([]);
    expect(read({ arrivals: { ...surge, baseline: 20, peak: 100_000 }, ...day })).toEqual([]);
    expect(read({ arrivals: { ...surge, baseline: 0, peak: 100_000 }, milliseconds: 60_000 })).toEqual([]);
  });

  it.each<[string, object]>([
    ['crowd.arrivals.kind: expected one of "poisson"', { arrivals: { kind: 'uniform' } }],
    [
      'crowd.arrivals.perSecond: expected at least 0.001, found 0',
      { arrivals: { kind: 'poisson', perSecond: 0 } },
    ],
    [
      "crowd.arrivals.peak: expected at least the baseline's 5, found 2",
      { arrivals: { kind: 'surge', baseline: 5, peak: 2, from: 0, ramp: 0, hold: 0, halfLife: 10 } },
    ],
    [
      "crowd.arrivals.peak: expected at most 10000000 instants at the peak's rate to draw a surge from, found 8640000000",
      {
        arrivals: { kind: 'surge', baseline: 0.001, peak: 100_000, from: 0, ramp: 9, hold: 0, halfLife: 10 },
        ...{ milliseconds: 86_400_000, most: 1000 },
      },
    ],
    [
      "crowd.arrivals.rows[1][0]: expected at least the row before's 9, found 8",
      {
        arrivals: {
          kind: 'trace',
          name: 'mine',
          rows: [
            [9, 1, 1],
            [8, 1, 1],
          ],
        },
      },
    ],
    ['crowd.noise: expected at most 1, found 1.1', { noise: 1.1 }],
    ['crowd.kinds: expected a weight above 0', { kinds: { spam: 0 } }],
    ['crowd.kinds.poetry: unknown field', { kinds: { poetry: 1 } }],
    ['crowd.prompt.most: expected at least 9, found 8', { prompt: { kind: 'uniform', least: 9, most: 8 } }],
    [
      'crowd.prompt.at[0][0]: expected 0, the least',
      {
        prompt: {
          kind: 'quantiles',
          at: [
            [0.5, 1],
            [1, 2],
          ],
        },
      },
    ],
    [
      'crowd.prompt.at[1][0]: expected 1, the most',
      {
        prompt: {
          kind: 'quantiles',
          at: [
            [0, 1],
            [0.5, 2],
          ],
        },
      },
    ],
    [
      'crowd.output.at[1][1]: expected at least 4',
      {
        output: {
          kind: 'quantiles',
          at: [
            [0, 4],
            [1, 2],
          ],
        },
      },
    ],
    ['crowd.tiers: expected shares that sum to 1, found 0.5', { tiers: [0.25, 0.25] }],
    ['crowd.most: expected at most 20000, found 20001', { most: 20_001 }],
  ])('is refused where %s', (problem, fields) => {
    const found = problems({ ...minimal, crowd: { ...crowd, ...fields } });
    expect(
      found.filter((line) => line.startsWith(problem)),
      found.join('\n'),
    ).toHaveLength(1);
  });

  it('comes to arms as written, under names of its own, and is bounded over all of them', () => {
    expect(problems({ ...withArm({ companies: {}, requests: ['p'] }), crowd })).toContain(
      'arms[0].companies: companies do not go with a crowd, which comes to arms as written',
    );
    const clash = {
      ...withRequest({ id: 'crowd-1' }),
      arms: [{ ...minimal.arms[0], requests: ['crowd-1'] }],
      crowd,
    };
    expect(problems(clash)[0]).toMatch(
      /^requests\[0\]\.id: expected a name that does not begin with "crowd-"/,
    );
    const arms = Array.from({ length: 7 }, (_, i) => ({ ...minimal.arms[0], name: `a${i}` }));
    expect(problems({ ...minimal, arms, crowd: { ...crowd, most: 20_000 } })).toEqual([
      'crowd.most: expected at most 120000 requests of the crowd over all arms, found 140000',
    ]);
  });

  it('needs a run under load, and so does what milliseconds say', () => {
    const needs = (json: Json) => needsLoad(parseExperiment(json));
    expect(needs(minimal)).toBeNull();
    expect(needs(serving({ policy: 'prefill-first' }))).toBeNull();
    expect(needs(serving({ effort: { from: 0, to: 2, least: 4 } }))).toBeNull();
    expect(needs(serving({ route: { by: 'balance' } }))).toMatch(/^arms\[0\]\.serving\.route: /);
    const misrouted = { share: 0.1, to: { model: 'pico' } };
    expect(needs(serving({ faults: { misrouted } }))).toMatch(/^arms\[0\]\.serving\.faults: /);
    expect(needs({ ...minimal, crowd })).toMatch(/^crowd: .*lab load/);
    expect(needs(withRequest({ arrival: { ms: 0 } }))).toMatch(/^requests\[0\]\.arrival: .*lab load/);
    expect(needs(serving({ admission: { firstTokenWithin: 9 } }))).toMatch(/^arms\[0\]\.serving\.admission/);
  });
});
