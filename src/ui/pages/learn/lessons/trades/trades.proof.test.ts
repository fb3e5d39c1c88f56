/** What the lesson tells a reader to expect of its runs, and its measured table, found on the CPU engine. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { openCpuEngine } from '../../../../../engines/cpu/open-cpu.ts';
import { modelsBeside } from '../../../../../experiment/models-beside.ts';
import type { Experiment } from '../../../../../experiment/schema.ts';
import { loadSetting } from '../../../../../lab/load/load-setting.ts';
import { resolveLoad } from '../../../../../lab/load/resolve-load.ts';
import { runLoad } from '../../../../../lab/load/run-load.ts';
import { EVERY_POSITION } from '../../../../../lab/load/shadows.ts';
import { nodeModelFiles } from '../../../../../model/files.node.ts';
import { type LoadedModel, loadModel } from '../../../../../model/load.ts';
import { behaviourOf } from '../../../../../results/behaviour.ts';
import type { LoadRecord } from '../../../../../results/load/load-record.ts';
import type { RunRecord } from '../../../../../results/record.ts';
import {
  cutTasks,
  joinedRecords,
  runTasks,
  tasksExperiment,
} from '../../../../../studies/tasks/run-tasks.ts';
import { parseTasks } from '../../../../../studies/tasks/task-file.ts';
import { taskReport } from '../../../../../studies/tasks/task-report.ts';
import { armPair, requestIn } from '../load-parts/arm-pairs.ts';
import { answersOf, elsewhere, longestWait } from './answers.ts';
import { RIGHT_BY_BUDGET } from './effort-case.ts';
import {
  DRAFT_PAIRS,
  DRAFTS,
  LOUD,
  LOUD_PAIRS,
  OTHER_MODEL,
  PRECISION,
  QUEUES,
} from './trades-experiments.ts';

const MINUTES = 5 * 60_000;
const engine = openCpuEngine();
let model: LoadedModel;
let pico: LoadedModel;
beforeAll(async () => {
  const [nano, small] = await Promise.all(
    ['nano', 'pico'].map((name) => loadModel(nodeModelFiles(`public/models/${name}`), name)),
  );
  [model, pico] = [{ ...nano, drafts: new Map([['pico', small]]) }, small];
});

async function ran(experiment: Experiment): Promise<LoadRecord> {
  const beside = new Map(modelsBeside(experiment).map((name) => [name, pico]));
  return await runLoad(resolveLoad(experiment, model), {
    ...{ model, beside, engine, ...loadSetting(experiment), shadows: EVERY_POSITION },
  });
}

describe('what the lesson expects', () => {
  test('precision: fewer blocks are lost, the first token is earlier, those after it later, odds move', {
    timeout: MINUTES,
  }, async () => {
    const record = await ran(PRECISION);
    const rows = record.arms.map(({ name, mechanisms, metrics }) => {
      const { tokenTimes, arrived, besideAlone } = requestIn(record, name, 'probe');
      return [mechanisms.preemptions, tokenTimes[0] - arrived, -metrics.tpot!.mean, -besideAlone!.maxKl];
    });
    const [stored, q8, q4] = rows;
    for (const [at, value] of stored.entries()) {
      expect(q8[at]).toBeLessThan(value);
      expect(q4[at]).toBeLessThan(q8[at]);
    }
    expect(record.arms[0].requests).toHaveLength(142);
  });

  test('a loud neighbour: the same bits by row, others by one scale', { timeout: MINUTES }, async () => {
    const record = await ran(LOUD);
    expect(LOUD_PAIRS.map(({ a, b }) => armPair(record, a, b, 'needle').sameBits)).toEqual([true, false]);
    const neighbours = ['quiet', 'loud'].map((id) => requestIn(record, `${id}, per-row`, id).promptTokens);
    expect(neighbours).toEqual([26, 26]);
  });

  test('drafts: other bits under the variant set, the same under the invariant one', {
    timeout: MINUTES,
  }, async () => {
    const record = await ran(DRAFTS);
    const same = DRAFT_PAIRS.map(({ a, b }) => armPair(record, a, b, 'tom').sameBits);
    expect(same).toEqual([false, false, false, true, true, true]);
    const variant = DRAFT_PAIRS.slice(0, 3).map(({ a, b }) => armPair(record, a, b, 'tom').sameText);
    expect(variant).toContain(false);
  });

  test('another model: one answer of one model, two of two; who overflows waits less', {
    timeout: MINUTES,
  }, async () => {
    const { arms } = await ran(OTHER_MODEL);
    expect(arms.map((arm) => answersOf(arm).length)).toEqual([1, 1, 2, 2]);
    expect(arms.map((arm) => elsewhere(arm) > 0)).toEqual([false, true, true, true]);
    const [one, , over] = arms.map(longestWait);
    expect(over).toBeLessThan(one);
  });

  test('two doors: late or at once, whole or cut, and the same words under the invariant set', {
    timeout: MINUTES,
  }, async () => {
    const record = await ran(QUEUES);
    const of = (arm: string, id: string) => requestIn(record, arm, id);
    const first = (arm: string, id: string) => of(arm, id).tokenTimes[0] - of(arm, id).arrived;
    expect(first('two queues', 'product')).toBeGreaterThan(100 * first('two queues', 'api'));
    expect(of('two queues, answers shrink', 'product').tokens.length).toBeLessThan(64);
    const [variant, invariant] = ['two queues', 'two queues, invariant'].map(
      (arm) => of(arm, 'api').text === of(arm, 'product').text,
    );
    expect([variant, invariant]).toEqual([false, true]);
    // One model, one question, one door: in circles or not by last bits alone.
    const repeated = ['one queue', 'two queues'].map((arm) =>
      Math.round(100 * behaviourOf(of(arm, 'api')).repeated),
    );
    expect(repeated).toEqual([28, 0]);
    // The same words from other bits at every token.
    expect(of('one queue', 'product').besideAlone).toMatchObject({ fork: null, differing: 64, looked: 64 });
  });
});

test('right answers by budget', { timeout: MINUTES }, async () => {
  const file = parseTasks(JSON.parse(readFileSync('public/models/nano/tasks.json', 'utf8')), 'tasks.json');
  const tasks = file.filter(({ kind }) => ['chain', 'tracing', 'story'].includes(kind));
  const records: RunRecord[] = [];
  for (const [budget] of RIGHT_BY_BUDGET) {
    const arm = { set: 'invariant', dtype: 'bf16', batch: 16, budget } as const;
    const experiment = tasksExperiment(cutTasks(tasks, budget), [arm], model);
    records.push(await runTasks({ experiment, model, engine }));
  }
  const report = taskReport(tasks, joinedRecords(records));
  const found = [report, ...report.against].map(({ overall }) => Math.round(1000 * overall.rate) / 10);
  expect(tasks).toHaveLength(170);
  expect(found).toEqual(RIGHT_BY_BUDGET.map(([, percent]) => percent));
});
