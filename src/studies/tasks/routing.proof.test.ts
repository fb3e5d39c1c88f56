import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { parseExperiment } from '../../experiment/schema.ts';
import { resolveLoad } from '../../lab/load/resolve-load.ts';
import { runLoad } from '../../lab/load/run-load.ts';
import { printed } from '../../lab/load/testing/printed.ts';
import { nodeModelFiles } from '../../model/files.node.ts';
import { type LoadedModel, loadModel } from '../../model/load.ts';
import { distributionOf } from '../../results/load/distribution.ts';
import { fairnessOf } from '../../results/load/fairness.ts';
import type { CostTable, LoadArm } from '../../results/load/load-record.ts';
import type { Route } from '../../steps/serving.ts';
import { runTaskLoad, type TaskLoadScores } from './load-tasks.ts';
import type { TaskArm } from './run-tasks.ts';
import { parseTasks, type Task } from './task-file.ts';

/** Figures of docs/load.md: what a second replica saves, and what is lost on it. Pico counts as twice as fast as nano. */

const ARM: TaskArm = { set: 'invariant', dtype: 'bf16', batch: 16 };
const ROUTES: Readonly<Record<string, Route | undefined>> = {
  'one replica': undefined,
  'two, balanced': { to: {}, by: { kind: 'balance' } },
  'overflow to pico': { to: { model: 'pico', speed: 2 }, by: { kind: 'overflow', waiting: 4 } },
};
/** By replica 1. */
const GATES: Readonly<Record<string, object>> = {
  balanced: { kind: 'balance' },
  length: { kind: 'quality', tokens: 40, isolated: true },
  compressibility: { kind: 'quality', compressed: { least: 0.5, most: 0.95 }, isolated: true },
  perplexity: { kind: 'quality', perplexity: { model: 'pico', most: 150 }, isolated: true },
};

const engine = openCpuEngine();
let model: LoadedModel;
let beside: ReadonlyMap<string, LoadedModel>;
let tasks: readonly Task[];
let table: CostTable;
beforeAll(async () => {
  model = await loadModel(nodeModelFiles('public/models/nano'), 'nano');
  beside = new Map([['pico', await loadModel(nodeModelFiles('public/models/pico'), 'pico')]]);
  tasks = parseTasks(JSON.parse(readFileSync('public/models/nano/tasks.json', 'utf8')), 'tasks.json');
  const { clock } = parseExperiment(JSON.parse(readFileSync('experiments/viral-surge.json', 'utf8')));
  if (clock?.kind !== 'virtual') throw new Error('expected a virtual clock');
  table = clock.table!;
});

const percent = (share: number) => Math.round(1000 * share) / 10;

test('overflow to the smaller model', async () => {
  const rows: Record<string, string | number>[] = [];
  const found = new Map<string, TaskLoadScores>();
  for (const perSecond of [40, 160])
    for (const [name, route] of Object.entries(ROUTES)) {
      const load = { arm: ARM, perSecond, effort: null, seed: 1, ...(route && { route }) };
      const scores = await runTaskLoad(tasks, load, { model, beside, engine, clock: 'virtual', table });
      found.set(`${name} ${perSecond}`, scores);
      const second = new Set(scores.routed?.tasks);
      const passed = (on: boolean) =>
        scores.tasks.filter(({ id, passed: did }) => second.has(id) === on && did).length;
      rows.push({
        ...{ perSecond, route: name, passed: percent(scores.overall.rate), second: second.size },
        passedOwn: percent(passed(false) / (tasks.length - second.size)),
        passedSecond: second.size === 0 ? '-' : percent(passed(true) / second.size),
        ...{
          ttft: scores.metrics.ttft!.p50,
          e2el: scores.metrics.e2el!.p50,
          e2elP95: scores.metrics.e2el!.p95,
        },
        jain: scores.routed?.fairness.jain ?? '-',
      });
    }
  printed('overflow to the smaller model', rows);
  const [one, both, over] = Object.keys(ROUTES).map((name) => found.get(`${name} 160`)!);
  // The set is invariant: a second replica of the same model changes no word.
  expect(both.overall.passed).toBe(one.overall.passed);
  expect(over.overall.passed).toBeLessThan(one.overall.passed);
  expect(over.metrics.e2el!.p50).toBeLessThan(one.metrics.e2el!.p50);
});

test('a chat template around what a base model is asked', async () => {
  const some = tasks.filter((_, i) => i % 4 === 0);
  const load = { arm: ARM, perSecond: 40, effort: null, seed: 1 };
  const options = { model, beside, engine, clock: 'virtual' as const, table };
  const misrouted = { share: 1, seed: 0, to: { template: 'chatml' } } as const;
  const plain = await runTaskLoad(some, load, options);
  const wrong = await runTaskLoad(some, { ...load, faults: { misrouted } }, options);
  const row = (template: string, { overall, metrics }: TaskLoadScores) => ({
    ...{ template, tasks: some.length, passed: `${overall.passed}, ${percent(overall.rate)} %` },
    'prompt tokens, mean': metrics.inputTokens / metrics.completed,
  });
  printed('a wrong template', [row('as they are', plain), row('ChatML', wrong)]);
  expect(wrong.overall.passed).toBeLessThan(plain.overall.passed);
});

test('prompts gated by their quality', async () => {
  const rows: Record<string, string | number>[] = [];
  const arms: LoadArm[] = [];
  for (const [gate, by] of Object.entries(GATES)) {
    const experiment = parseExperiment({
      ...{ version: 3, title: 'gates', clock: { kind: 'virtual', table } },
      crowd: {
        ...{ seed: 5, arrivals: { kind: 'poisson', perSecond: 80 }, milliseconds: 4000, most: 600 },
        ...{ noise: 0.7, kinds: { spam: 1, 'random-characters': 1, 'instruction-override': 1 } },
        prompt: { kind: 'uniform', least: 16, most: 72 },
        output: { kind: 'uniform', least: 8, most: 40 },
      },
      requests: [{ id: 'probe', role: 'probe', prompt: 'Once upon a time', maxNewTokens: 8 }],
      arms: [
        {
          ...{
            name: gate,
            requests: ['probe'],
            kernels: 'invariant',
            limits: { maxSequences: 16, blocks: 160 },
          },
          serving: { route: { to: {}, by } },
        },
      ],
    });
    const options = { model, beside, engine, clock: 'virtual' as const, table };
    const [arm] = (await runLoad(resolveLoad(experiment, model), options)).arms;
    arms.push(arm);
    const of = (noise: boolean) => arm.requests.filter(({ role }) => (role === 'noise') === noise);
    const sent = (noise: boolean) => of(noise).filter(({ route }) => route!.replica === 1).length;
    const e2el = (noise: boolean) => distributionOf(of(noise).map(({ ended, arrived }) => ended! - arrived))!;
    rows.push({
      gate,
      cleanSent: `${sent(false)} of ${of(false).length}`,
      noiseSent: `${sent(true)} of ${of(true).length}`,
      ...{ cleanP50: e2el(false).p50, cleanP95: e2el(false).p95 },
      ...{ noiseP50: e2el(true).p50, noiseP95: e2el(true).p95 },
      jain: fairnessOf(arm.requests)!.jain,
    });
  }
  printed('prompts gated by their quality', rows);
  for (const { metrics } of arms) expect(metrics.completed).toBe(arms[0].metrics.completed);
});
