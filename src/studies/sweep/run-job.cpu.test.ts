import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { runExperiment } from '../../lab/run.ts';
import { nodeModelFiles } from '../../model/files.node.ts';
import { type LoadedModel, loadModel } from '../../model/load.ts';
import { runTasks, tasksExperiment } from '../tasks/run-tasks.ts';
import { scoreRequests } from '../tasks/tally.ts';
import { parseTasks, type Task } from '../tasks/task-file.ts';
import { experimentsOf, unitsOf } from './experiment-of.ts';
import { jobsOf } from './jobs.ts';
import { runJob } from './run-job.ts';
import { companyStudy } from './testing/company-study.ts';

const engine = openCpuEngine();
let model: LoadedModel;
let tasks: readonly Task[];
beforeAll(async () => {
  model = await loadModel(nodeModelFiles('public/models/pico'), 'pico');
  const all = parseTasks(JSON.parse(readFileSync('public/models/pico/tasks.json', 'utf8')), 'tasks.json');
  // Short ones of four kinds.
  tasks = ['sorting', 'lookup', 'largest', 'counting'].flatMap((kind) =>
    all.filter((task) => task.kind === kind).slice(0, 2),
  );
});

const kernels = (set: string) => ({
  label: set,
  set: { 'base.arms.0.kernels': set, 'base.arms.1.kernels': set },
});
const study = companyStudy(
  { company: { size: 3, length: 9, noise: 0.34 } },
  {
    axes: [{ name: 'kernels', values: [kernels('variant'), kernels('invariant')] }],
    seeds: [0],
    measures: ['pass', 'length', 'tokensToFork', 'bits', 'kl'],
  },
);
const setting = () => ({ engine, tasks, modelOf: () => Promise.resolve(model) });
const jobAt = (cell: number) =>
  jobsOf(study, unitsOf(study, tasks).length).find((job) => job.cell[0] === cell)!;

it('finds no bit of company under invariant kernels, and some under variant ones', async () => {
  const [variant, invariant] = [
    await runJob(study, jobAt(0), setting()),
    await runJob(study, jobAt(1), setting()),
  ];
  const pairs = (result: typeof variant) => result.observations.filter(({ against }) => against !== null);
  for (const { values } of pairs(invariant)) expect(values).toMatchObject({ bits: 0, kl: 0 });
  const differing = pairs(variant).filter(({ values }) => values.bits === 1);
  expect(differing.length).toBeGreaterThan(0);
  for (const { values } of differing) expect(values.kl).toBeGreaterThan(0);
});

it('passes what the tasks’ own run passes', async () => {
  const experiment = tasksExperiment(tasks, [{ set: 'invariant', dtype: 'f32', batch: 4 }], model);
  const { arms } = await runTasks({ experiment, model, engine });
  const scores = scoreRequests(tasks, arms[0].requests);
  const { observations } = await runJob(study, jobAt(1), setting());
  for (const { unit, values } of observations.filter(({ arm, against }) => arm === 'alone' && !against)) {
    const outcome = scores.tasks.find(({ id }) => id === unit)!;
    expect(values).toMatchObject({ pass: Number(outcome.passed), length: outcome.tokens.length });
  }
});

it('serves a unit by itself as if there were no other', async () => {
  const [{ experiment, units }] = experimentsOf(study, jobAt(0), unitsOf(study, tasks));
  const { record } = await runExperiment({ experiment, model, engine });
  const served = record.arms.find(({ name }) => name === 'alone')!;
  for (const { id } of units) {
    const arms = experiment.arms
      .filter(({ name }) => name === 'alone')
      .map((arm) => ({ ...arm, requests: [id] }));
    const alone = await runExperiment({ experiment: { ...experiment, arms, compare: [] }, model, engine });
    const [request] = alone.record.arms[0].requests;
    expect(served.requests.find((each) => each.id === id)!.fingerprint).toBe(request.fingerprint);
  }
});
