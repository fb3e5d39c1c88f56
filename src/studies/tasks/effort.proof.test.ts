import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { parseExperiment } from '../../experiment/schema.ts';
import { printed } from '../../lab/load/testing/printed.ts';
import { nodeModelFiles } from '../../model/files.node.ts';
import { type LoadedModel, loadModel } from '../../model/load.ts';
import type { RunRecord } from '../../results/record.ts';
import { runTaskLoad, type TaskLoadScores } from './load-tasks.ts';
import { cutTasks, joinedRecords, runTasks, type TaskArm, tasksExperiment } from './run-tasks.ts';
import { parseTasks, type Task } from './task-file.ts';
import { taskReport } from './task-report.ts';

/** Figures of docs/load.md: what the long tasks lose with fewer tokens, and under a queue that takes them. */

const LONG = ['chain', 'tracing', 'story'];
const BUDGETS = [32, 64, 96, 128, 160, 190];
const RATES = [10, 20, 40, 80, 320];
const EFFORT = { from: 2, to: 16, least: 32 };
const ARM: TaskArm = { set: 'invariant', dtype: 'bf16', batch: 16 };

const engine = openCpuEngine();
let model: LoadedModel;
let tasks: readonly Task[];
beforeAll(async () => {
  model = await loadModel(nodeModelFiles('public/models/nano'), 'nano');
  const file = parseTasks(JSON.parse(readFileSync('public/models/nano/tasks.json', 'utf8')), 'tasks.json');
  tasks = file.filter(({ kind }) => LONG.includes(kind));
});

const percent = (share: number) => Math.round(1000 * share) / 10;

test('long tasks by budget', async () => {
  const records: RunRecord[] = [];
  for (const budget of BUDGETS) {
    const experiment = tasksExperiment(cutTasks(tasks, budget), [{ ...ARM, budget }], model);
    records.push(await runTasks({ experiment, model, engine }));
  }
  const report = taskReport(tasks, joinedRecords(records));
  const arms = [report, ...report.against];
  const rows = arms.map(({ overall, kinds, behaviour }, i) => ({
    budget: BUDGETS[i],
    ...Object.fromEntries(LONG.map((kind) => [kind, percent(kinds[kind].rate)])),
    passed: percent(overall.rate),
    interval: `${percent(overall.low)} to ${percent(overall.high)}`,
    steps: behaviour.steps.mean,
    length: behaviour.length.mean,
    repeated: percent(behaviour.repeated.mean),
  }));
  printed('long tasks by budget', rows);
  for (const [i, { passed }] of rows.slice(1).entries())
    expect(passed).toBeGreaterThanOrEqual(rows[i].passed);
  expect(rows.at(-1)!.passed).toBeGreaterThan(rows[0].passed + 20);
});

test('long tasks by load, whole and with effort that follows the queue', async () => {
  const written = JSON.parse(readFileSync('experiments/viral-surge.json', 'utf8'));
  const { clock } = parseExperiment(written);
  if (clock?.kind !== 'virtual') throw new Error('expected a virtual clock');
  const { table } = clock;
  const found: TaskLoadScores[] = [];
  for (const perSecond of RATES)
    for (const effort of [null, EFFORT]) {
      const load = { arm: ARM, perSecond, effort, seed: 1 };
      found.push(await runTaskLoad(tasks, load, { model, engine, clock: 'virtual', table }));
    }
  printed(
    'long tasks by load',
    found.map(({ perSecond, effort, meanBudget, overall, metrics }) => ({
      ...{ perSecond, answers: effort ? 'shrink' : 'whole', left: meanBudget },
      ...{ passed: percent(overall.rate), interval: `${percent(overall.low)} to ${percent(overall.high)}` },
      ...{ ttft: metrics.ttft!.p50, e2el: metrics.e2el!.p50, e2elP99: metrics.e2el!.p99 },
    })),
  );
  const whole = found.filter(({ effort }) => effort === null);
  const shrunk = found.filter(({ effort }) => effort !== null);
  // Alike in every token whatever the load, since the set is invariant; with effort what is lost grows with it.
  for (const { tasks: answers } of whole)
    expect(answers.map(({ fingerprint }) => fingerprint)).toEqual(
      whole[0].tasks.map(({ fingerprint }) => fingerprint),
    );
  expect(shrunk.at(-1)!.overall.rate).toBeLessThan(whole.at(-1)!.overall.rate);
  expect(shrunk.at(-1)!.metrics.e2el!.p50).toBeLessThan(whole.at(-1)!.metrics.e2el!.p50);
});
