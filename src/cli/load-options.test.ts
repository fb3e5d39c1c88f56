import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseExperiment } from '../experiment/schema.ts';
import type { RunLine } from '../results/load/load-lines.ts';
import { widthsInArms } from './dynamic-options.ts';
import { LoadLog } from './load-log.ts';
import { goodputLimits, shadowRate, withOptions } from './load-options.ts';
import { routeOf } from './route-options.ts';

const experiment = parseExperiment({
  ...{ version: 1, title: 'x', requests: [{ id: 'p', role: 'probe', promptIds: [1] }] },
  arms: [{ name: 'a', requests: ['p'], kernels: 'variant' }],
});

it('serves every arm by the policies that are named, an arm for each of several', async () => {
  const one = await withOptions(experiment, { policy: ['chunked:64'], clock: 'real' });
  expect(one.arms).toMatchObject([{ name: 'a', serving: { policy: { kind: 'chunked', budget: 64 } } }]);
  expect(one.clock).toEqual({ kind: 'real', speed: 1 });
  const two = await withOptions(experiment, { policy: ['prefill-first', 'static:8'], goodput: ['ttft:200'] });
  expect(two.arms.map(({ name }) => name)).toEqual(['prefill-first', 'static:8']);
  expect(two.limits).toEqual({ ttft: 200 });
});

it('sets how every arm draws, how answers shrink, and where requests go', async () => {
  const drawn = { ...experiment, decoding: { temperature: 1, seed: 0 } };
  const asked = { sampler: 'rank', effort: '4:16:32', route: 'overflow:8:pico', misrouted: '5:q4' };
  const [arm] = (await withOptions(drawn, asked)).arms;
  expect(arm).toMatchObject({
    sampler: 'rank',
    serving: {
      effort: { from: 4, to: 16, least: 32 },
      route: { to: { model: 'pico' }, by: { kind: 'overflow', waiting: 8 } },
      faults: { misrouted: { share: 0.05, seed: 0, to: { weights: 'q4' } } },
    },
  });
  const templates = { chatml: 'chatml', 'no-template': 'none' };
  for (const [word, template] of Object.entries(templates)) {
    const [astray] = (await withOptions(drawn, { misrouted: `5:${word}` })).arms;
    expect(astray.serving?.faults?.misrouted.to).toEqual({ template });
  }
  const back = { effort: 'none', route: 'none', misrouted: 'none' };
  expect((await withOptions({ ...drawn, arms: [arm] }, back)).arms[0]).not.toHaveProperty('serving');
  expect(routeOf('balance:random:nano:2')).toEqual({
    to: { model: 'random:nano:2' },
    by: { kind: 'balance' },
  });
  expect(routeOf('compressed:0.4-1').by).toMatchObject({
    compressed: { least: 0.4, most: 1 },
    isolated: true,
  });
  expect(routeOf('perplexity:60').by).toMatchObject({ perplexity: { model: 'pico', most: 60 } });
});

it('gives every arm two widths, and one again', async () => {
  const held = { ...experiment, arms: experiment.arms.map((arm) => ({ ...arm, weights: 'q8' as const })) };
  const dynamic = { low: 'q4', targetBits: 6.5, per: 'batch' };
  const two = await withOptions(held, { dynamic: 'q4:6.5:batch' });
  expect(two.arms).toMatchObject([{ weights: 'q8', dynamic }]);
  expect((await withOptions(two, { dynamic: 'none' })).arms[0]).not.toHaveProperty('dynamic');
  expect(widthsInArms(held, 'q4:6.5:batch').arms).toMatchObject([{ dynamic }]);
  expect(widthsInArms(two, 'none').arms[0]).not.toHaveProperty('dynamic');
  expect(widthsInArms(two, undefined)).toBe(two);
  expect(() => widthsInArms(two, 'q4')).toThrow('--dynamic: expected LOW:BITS');
  expect(() => widthsInArms(two, 'q4:6:rows')).toThrow(/dynamic BY: expected one of row, batch, static/);
  const small = { ...held, arms: held.arms.map((arm) => ({ ...arm, weights: 'q4' as const })) };
  expect(() => widthsInArms(small, 'q4:4.6')).toThrow('expected weights that are larger');
});

it('refuses what is no policy, limit, rate or trace', async () => {
  const refused = async (asked: Parameters<typeof withOptions>[1]) =>
    await withOptions(experiment, asked).then(
      () => null,
      (error: Error) => error.message,
    );
  expect(await refused({ policy: ['lifo'] })).toContain('--policy: expected one of');
  expect(await refused({ policy: ['static'] })).toContain('expected static:BATCH');
  expect(await refused({ policy: ['tiers:2'] })).toContain('expected tiers by itself');
  expect(await refused({ policy: ['fcfs', 'tiers', 'fcfs'] })).toContain('found "fcfs" again');
  expect(await refused({ clock: 'sun' })).toContain('--clock: expected one of virtual, real');
  expect(await refused({ trace: '/nowhere.csv' })).toContain(
    '--trace: /nowhere.csv: expected a file, found none',
  );
  expect(await refused({ sampler: 'rank' })).toContain(
    '--sampler: expected an experiment with a temperature',
  );
  expect(await refused({ sampler: 'place' })).toContain('--sampler: expected one of token, rank');
  expect(await refused({ effort: '4:16' })).toContain('--effort: expected FROM:TO:LEAST');
  expect(await refused({ effort: '4:4:16' })).toContain("--effort: expected TO above FROM's 4");
  expect(await refused({ route: 'anywhere' })).toContain('--route: expected balance, tier:FROM');
  expect(await refused({ route: 'compressed:1' })).toContain('--route: expected balance');
  expect(await refused({ misrouted: '5' })).toContain('--misrouted: expected PERCENT:TO');
  expect(await refused({ misrouted: '101:pico' })).toContain('at most 100 percent');
  // Larger than the arm's steps.
  expect(await refused({ policy: ['chunked:4000'] })).toContain('budget');
  expect(() => goodputLimits(['ttft'])).toThrow('expected NAME:MS');
  expect(() => goodputLimits(['itl:3'])).toThrow('expected one of ttft, tpot, e2el');
  expect(() => goodputLimits(['ttft:1', 'ttft:2'])).toThrow('expected ttft once, found "ttft:2" again');
  expect(() => goodputLimits(['ttft:86400001'])).toThrow('--goodput ttft: expected at most 86400000 ms');
  expect(shadowRate('0')).toBeNull();
  expect(shadowRate(undefined)).toMatchObject({ every: 1 });
});

it.each(['0x10', '', ' ', ' 5', '5 ', 'Infinity', '-1', '+1', '1e3', '1_000', '.5', '5.', 'NaN', '0b1', '١'])(
  'takes numbers in decimal digits alone: not "%s"',
  (text) => {
    expect(() => goodputLimits([`ttft:${text}`])).toThrow(
      `--goodput ttft: expected a number of at least 0 in decimal digits, found "${text}"`,
    );
    expect(() => shadowRate(text)).toThrow('--shadow: expected a whole number of at least 0');
    const chunked = withOptions(experiment, { policy: [`chunked:${text}`] });
    return expect(chunked).rejects.toThrow('--policy chunked: expected a whole number of at least 1');
  },
);

it('takes a fraction of a millisecond', () => {
  expect(goodputLimits(['ttft:200', 'tpot:12.5'])).toEqual({ ttft: 200, tpot: 12.5 });
});

it('replays a trace in the place of a crowd', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'load-')), 'trace.jsonl');
  writeFileSync(file, '{"timestamp": 0, "input_length": 20, "output_length": 3, "hash_ids": [1]}\n');
  const { crowd } = await withOptions(experiment, { trace: file });
  expect(crowd?.arrivals).toMatchObject({ kind: 'trace', name: 'trace.jsonl' });
});

it('writes lines as they come, and goes on behind the last whole one', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'load-')), 'run.jsonl');
  const run: RunLine = { type: 'run', version: 1, experiment: 'e', model: 'm', engine: 'cpu', clock: 'real' };
  const log = await LoadLog.begin(file, run);
  log.write({ type: 'arm', arm: 'a', clock: { kind: 'real' } });
  log.close();
  writeFileSync(file, `${readFileSync(file, 'utf8')}{"type":"ste`);
  const { log: again, arms } = await LoadLog.goOn(file, run);
  again.write({ type: 'arm-ended', arm: 'a' });
  again.close();
  expect([...arms.keys()]).toEqual(['a']);
  expect(
    readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).type),
  ).toEqual([...['run', 'arm', 'arm-ended']]);
  await expect(LoadLog.goOn(file, { ...run, engine: 'webgpu' })).rejects.toThrow('engine: expected webgpu');
});
