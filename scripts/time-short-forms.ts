/**
 * Runs every short form of the claims as the page does, each on an engine of its own, and prints how long it took, by the clock and of
 * processors: all are to end within a minute on a software adapter. BATCHMATES_ADAPTER=software makes webgpu that of Chromium.
 *
 *   node --import tsx --import ./scripts/raw-loader.mjs scripts/time-short-forms.ts cpu|webgpu [CLAIM...]
 */
import { readFile } from 'node:fs/promises';
import { runBench } from '../src/bench/run-bench.ts';
import { openEngine, openModelFor, shippedModel } from '../src/cli/engine.ts';
import { presetFile } from '../src/cli/shipped-files.ts';
import { openTunedGpu } from '../src/cli/tuned-gpu.ts';
import { type Experiment, parseExperiment } from '../src/experiment/schema.ts';
import type { LoadedModel } from '../src/model/load.ts';
import type { Engine } from '../src/steps/engine.ts';
import type { BenchForm, Claim, RunForm, ShortForm, StudyForm } from '../src/studies/claims/claim.ts';
import { CLAIMS } from '../src/studies/claims/claims.ts';
import { cutStudy } from '../src/studies/claims/cut-study.ts';
import { type Evidence, NO_EVIDENCE, RUN_IDS } from '../src/studies/claims/evidence.ts';
import { measureShort } from '../src/studies/claims/measure-short.ts';
import { shortBench } from '../src/studies/claims/short-bench.ts';
import { claimsOfShort, draftingOfShort, runExperimentOf } from '../src/studies/claims/short-experiment.ts';
import { runShortStudy } from '../src/studies/claims/short-study.ts';
import { parseOutcome } from '../src/studies/sweep/read-outcome.ts';
import { parseTasks, type Task } from '../src/studies/tasks/task-file.ts';

/** One that takes longer is told of and left. */
const MOST_MILLISECONDS = 180_000;

const [kind, ...ids] = process.argv.slice(2);
const json = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));
const tasks = parseTasks(await json(`${shippedModel('nano')}/tasks.json`), 'nano/tasks.json');
const presets = new Map<string, Experiment>();
for (const run of RUN_IDS)
  if (run !== 'output-lengths') presets.set(run, parseExperiment(await json(presetFile(run))));

for (const claim of CLAIMS.filter(({ id }) => ids.length === 0 || ids.includes(id))) await time(claim);

async function time({ id, short, judge }: Claim): Promise<void> {
  if (!short) return;
  const [began, processor] = [performance.now(), process.cpuUsage()];
  const signal = AbortSignal.timeout(MOST_MILLISECONDS);
  if (short.kind === 'bench' && kind !== 'webgpu') return;
  const found = await foundBy(short, signal).catch((error: unknown) =>
    signal.aborted ? null : Promise.reject(error),
  );
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  // On a busy machine the clock says little: a software adapter computes in this process as well.
  const { user, system } = process.cpuUsage(processor);
  const computed = ((user + system) / 1e6).toFixed(1);
  console.log(
    [id, `${seconds} s`, `${computed} s of processors`, found ? judge(found).verdict : 'not ended'].join(
      '\t',
    ),
  );
}

function foundBy(form: ShortForm, signal: AbortSignal): Promise<Evidence> {
  if (form.kind === 'study') return studied(form, signal);
  return form.kind === 'bench' ? benched(form, signal) : measured(form, signal);
}

async function benched(form: BenchForm, signal: AbortSignal): Promise<Evidence> {
  const plan = shortBench(form);
  const model = await openModelFor(shippedModel('nano'), true, []);
  const gpu = await openTunedGpu();
  const openOrt = () => Promise.reject(new Error('not asked for'));
  const bench = await runBench(plan, { gpu, model, openOrt, host: 'node', signal });
  gpu.device.destroy();
  return { ...NO_EVIDENCE, bench };
}

async function measured(form: RunForm, signal: AbortSignal): Promise<Evidence> {
  const experiment = form.kind === 'run' ? runExperimentOf(form.run, (run) => presets.get(run)) : null;
  const claims = claimsOfShort(form, experiment);
  const drafting = draftingOfShort(form, claims);
  const model = await openModelFor(shippedModel(claims.model.name), true, drafting);
  return await withEngine(model, async (engine) => {
    const asked: readonly Task[] = claims.model.name === 'nano' ? tasks : [];
    const setting = { model, engine, experiment, tasks: asked, signal };
    return { ...NO_EVIDENCE, ...(await measureShort(form, setting)) };
  });
}

async function studied({ study: id, hypotheses }: StudyForm, signal: AbortSignal): Promise<Evidence> {
  const { definition } = parseOutcome(await json(`public/studies/${id}.json`));
  const study = cutStudy(definition, hypotheses);
  const models = new Map<string, Promise<LoadedModel>>();
  const modelOf = (experiment: Experiment) => {
    const { name } = experiment.model;
    const key = JSON.stringify([name, experiment.arms.map(({ speculation }) => speculation?.draft)]);
    const known = models.get(key) ?? openModelFor(shippedModel(name), true, experiment.arms);
    models.set(key, known);
    return known;
  };
  return await withEngine(await modelOf(study.base), async (engine) => {
    const outcome = await runShortStudy(study, { engine, tasks, modelOf, signal });
    return { ...NO_EVIDENCE, studies: { [id]: outcome } };
  });
}

async function withEngine<Found>(
  model: LoadedModel,
  work: (engine: Engine) => Promise<Found>,
): Promise<Found> {
  const { engine, close } = await openEngine(kind, model);
  try {
    return await work(engine);
  } finally {
    close();
  }
}
