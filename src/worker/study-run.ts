import { modelKey } from '../experiment/model-key.ts';
import { modelsBeside } from '../experiment/models-beside.ts';
import type { Experiment } from '../experiment/schema.ts';
import { runExperiment } from '../lab/run.ts';
import type { LoadedModel } from '../model/load.ts';
import { studyAtCell } from '../studies/sweep/at-cell.ts';
import { runCanary, withCanary } from '../studies/sweep/canary.ts';
import type { Job } from '../studies/sweep/job.ts';
import type { Ledger } from '../studies/sweep/ledger.ts';
import type { OpfsLedger } from '../studies/sweep/ledger-opfs.ts';
import { provenanceOf } from '../studies/sweep/provenance.ts';
import { runJob } from '../studies/sweep/run-job.ts';
import { runSweep } from '../studies/sweep/run-sweep.ts';
import type { LabHost } from './lab-host.ts';
import type { Work } from './method.ts';
import type { StudyRunReport, StudyRunRequest } from './methods/study-reports.ts';
import type { LoadingNews, StudyNews } from './news.ts';
import type { PlannedStudy } from './study-desk.ts';

/** Runs what of a study is not done. Throws SweepError where this device is not the one of the results that are there. */
export async function runPlanned(
  lab: LabHost,
  { study, hash, jobs, tasks }: PlannedStudy,
  ledger: OpfsLedger,
  { engine: kind, modelsUrl }: Pick<StudyRunRequest, 'engine' | 'modelsUrl'>,
  work: Work<StudyNews>,
): Promise<StudyRunReport> {
  const models = new Models(lab, modelsUrl, work);
  const first = await models.of(study.base);
  const { engine } = await lab.engines.open(kind, first, study.base.arms);
  const { adapter } = engine;
  try {
    const { left } = await runSweep({
      jobs,
      ledger: telling(ledger, (job) => work.tell({ type: 'job', index: job.index })),
      signal: work.signal,
      onProgress: (progress) => work.tell({ type: 'study', ...progress }),
      canary: async (signal) => {
        const found = await runCanary(study, engine, async (experiment) => {
          const model = await models.of(experiment);
          return (await runExperiment({ experiment, model, engine, signal })).record;
        });
        const known = await ledger.canaries();
        await ledger.writeCanaries(withCanary(known, hash, found, false));
        return found.canary;
      },
      run: async (job, canary, signal) => {
        const { base } = studyAtCell(study, job.cell);
        const [model, beside] = [await models.of(base), await models.beside(base)];
        const start = performance.now();
        const result = await runJob(study, job, { engine, tasks, beside, modelOf: models.of, signal });
        const milliseconds = Math.round(performance.now() - start);
        const here = { engine: kind, adapter, canary };
        return { ...result, provenance: provenanceOf(study, job, model, here), milliseconds };
      },
    });
    return { done: jobs.length - left, of: jobs.length };
  } finally {
    for (const { checkpoint } of models.others(first)) engine.unload(checkpoint);
  }
}

/** Tells of each result once it is kept. */
function telling(ledger: Ledger, tell: (job: Job) => void): Ledger {
  return {
    done: () => ledger.done(),
    read: (id) => ledger.read(id),
    write: async (result) => {
      await ledger.write(result);
      tell(result.job);
    },
  };
}

/** The models that a study's cells name, each loaded once. */
export class Models {
  readonly #lab: LabHost;
  readonly #modelsUrl: string;
  readonly #work: Work<LoadingNews>;
  readonly #loaded = new Map<string, Promise<LoadedModel>>();
  readonly #beside = new Map<string, Promise<LoadedModel>>();
  readonly #known: LoadedModel[] = [];

  constructor(lab: LabHost, modelsUrl: string, work: Work<LoadingNews>) {
    this.#lab = lab;
    this.#modelsUrl = modelsUrl;
    this.#work = work;
  }

  /** With those that draft for its arms. Throws ModelError. */
  readonly of = async (experiment: Experiment): Promise<LoadedModel> => {
    const drafts = experiment.arms.map(({ speculation }) => speculation?.draft ?? '');
    const key = [modelKey(experiment.model), ...drafts.toSorted()].join('\n');
    const asked = this.#loaded.get(key) ?? this.#load(experiment);
    this.#loaded.set(key, asked);
    return await asked;
  };

  /** Models that its arms run beside it, by name. */
  async beside(experiment: Experiment): Promise<ReadonlyMap<string, LoadedModel>> {
    const named = new Map<string, LoadedModel>();
    for (const name of modelsBeside(experiment)) {
      const known = this.#beside.get(name) ?? this.#loadBeside(name);
      this.#beside.set(name, known);
      named.set(name, await known);
    }
    return named;
  }

  /** All but one: that one stays on the device, as after a run. */
  others(one: LoadedModel): readonly LoadedModel[] {
    return this.#known.filter(({ checkpoint }) => checkpoint !== one.checkpoint);
  }

  async #load(experiment: Experiment): Promise<LoadedModel> {
    const model = await this.#lab.loadFor(this.#modelsUrl, experiment, this.#work);
    this.#known.push(model);
    return model;
  }

  async #loadBeside(name: string): Promise<LoadedModel> {
    const model = (await this.#lab.loadBeside(this.#modelsUrl, [name], this.#work)).get(name)!;
    this.#known.push(model);
    return model;
  }
}
