/**
 * Runs a study that ships on the CPU engine, whose bits are the same wherever it runs, and writes its outcome: plan, run, merge, analyse.
 * Jobs that are done are kept in .cache/studies/ID and not run again. Who only wants to run some jobs says how many.
 *
 *   npm run study -- ID... [--jobs N]
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openCpuEngine } from '../src/engines/cpu/open-cpu.ts';
import { asksForRandom } from '../src/experiment/model-name.ts';
import type { Experiment } from '../src/experiment/schema.ts';
import { runExperiment } from '../src/lab/run.ts';
import { withDrafts } from '../src/lab/speculation/with-drafts.ts';
import { nodeModelFiles } from '../src/model/files.node.ts';
import { type LoadedModel, loadModel } from '../src/model/load.ts';
import { randomModel } from '../src/model/random-model.ts';
import { studyAtCell } from '../src/studies/sweep/at-cell.ts';
import { runCanary } from '../src/studies/sweep/canary.ts';
import { unitsOf } from '../src/studies/sweep/experiment-of.ts';
import type { Job, JobResult } from '../src/studies/sweep/job.ts';
import { jobsOf, studyHash } from '../src/studies/sweep/jobs.ts';
import { FolderLedger } from '../src/studies/sweep/ledger.node.ts';
import { provenanceOf } from '../src/studies/sweep/provenance.ts';
import { parseStudy } from '../src/studies/sweep/read-study.ts';
import { type JobSetting, runJob } from '../src/studies/sweep/run-job.ts';
import { runSweep } from '../src/studies/sweep/run-sweep.ts';
import type { Study } from '../src/studies/sweep/study-schema.ts';
import { parseTasks, type Task } from '../src/studies/tasks/task-file.ts';

const options = { jobs: { type: 'string' } } as const;
const { positionals: ids, values } = parseArgs({ allowPositionals: true, options });
const limit = values.jobs === undefined ? undefined : Number(values.jobs);

const root = (path: string) => new URL(`../${path}`, import.meta.url).pathname;
const engine = openCpuEngine();
const models = new Map<string, Promise<LoadedModel>>();

function modelNamed(name: string): Promise<LoadedModel> {
  const known = models.get(name);
  if (known) return known;
  const loading = asksForRandom(name)
    ? Promise.resolve(randomModel(name))
    : loadModel(nodeModelFiles(root(`public/models/${name}`)), name);
  models.set(name, loading);
  return loading;
}

const modelOf = async ({ model, arms }: Pick<Experiment, 'model' | 'arms'>) =>
  await withDrafts(await modelNamed(model.name), arms, modelNamed);

function tasksOf({ base }: Study): readonly Task[] {
  const file = root(`public/models/${base.model.name}/tasks.json`);
  return existsSync(file) ? parseTasks(JSON.parse(readFileSync(file, 'utf8')), file) : [];
}

async function resultsOf(study: Study): Promise<readonly JobResult[]> {
  const setting: JobSetting = { engine, tasks: tasksOf(study), modelOf };
  const jobs = jobsOf(study, unitsOf(study, setting.tasks).length);
  const hash = studyHash(study);
  const ledger = new FolderLedger(root(`.cache/studies/${study.id}`), { study: hash, onTorn: console.warn });
  const canary = await runCanary(
    study,
    engine,
    async (experiment) =>
      (await runExperiment({ experiment, model: await modelOf(experiment), engine })).record,
  );
  const run = async (job: Job): Promise<JobResult> => {
    const start = performance.now();
    const found = await runJob(study, job, setting);
    const model = await modelOf(studyAtCell(study, job.cell).base);
    const provenance = provenanceOf(study, job, model, canary);
    return { ...found, provenance, milliseconds: Math.round(performance.now() - start) };
  };
  await runSweep({
    ...{ jobs, ledger, run, limit, canary: () => Promise.resolve(canary.canary) },
    onProgress: ({ done, of, millisecondsLeft }) =>
      console.log(`${study.id} ${done}/${of}, ${Math.round((millisecondsLeft ?? 0) / 1000)} s left`),
  });
  const done = await ledger.done();
  const results: JobResult[] = [];
  for (const { id } of jobs) if (done.has(id)) results.push(await ledger.read(id));
  return results;
}

for (const id of ids) {
  const study = parseStudy(JSON.parse(readFileSync(root(`studies/${id}.json`), 'utf8')));
  const results = await resultsOf(study);
  console.log(
    `${id}: ${results.length} jobs, ${Math.round(results.reduce((sum, each) => sum + each.milliseconds, 0) / 1000)} s`,
  );
}
