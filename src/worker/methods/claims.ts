import type { Experiment } from '../../experiment/schema.ts';
import { adapterName } from '../../results/adapter-name.ts';
import type { EngineKind } from '../../steps/engine.ts';
import type { RunForm } from '../../studies/claims/claim.ts';
import { cutStudy } from '../../studies/claims/cut-study.ts';
import type { ShortEvidence } from '../../studies/claims/evidence.ts';
import { measureShort, type ShortProgress } from '../../studies/claims/measure-short.ts';
import { claimsOfShort, draftingOfShort } from '../../studies/claims/short-experiment.ts';
import { runShortStudy } from '../../studies/claims/short-study.ts';
import { parseStudy } from '../../studies/sweep/read-study.ts';
import { certified } from '../certified.ts';
import type { LabHost } from '../lab-host.ts';
import { type AloneWork, alone } from '../method.ts';
import type { CertifyingNews, LoadingNews } from '../news.ts';
import { Models } from '../study-run.ts';
import { tasksOf } from '../tasks-of.ts';
import type { RunRequest } from './run.ts';

/** A claim's short form, and what it is run of where that is an experiment. */
export interface ShortRequest extends Pick<RunRequest, 'engine' | 'modelsUrl' | 'certificates'> {
  readonly form: RunForm;
  readonly experiment: Experiment | null;
}

export type ShortNews = LoadingNews | CertifyingNews | ({ readonly type: 'short' } & ShortProgress);

/** A short form measured, and on what. */
export interface ShortMeasured {
  readonly evidence: ShortEvidence;
  readonly engine: EngineKind;
  readonly adapter: string;
}

/** A study's JSON, and which of its hypotheses are asked. */
export interface ShortStudyRequest extends Pick<RunRequest, 'engine' | 'modelsUrl'> {
  readonly text: string;
  readonly hypotheses: readonly string[];
}

export interface ShortStudied extends Omit<ShortMeasured, 'evidence'> {
  readonly outcome: string;
}

export function claimMethods(lab: LabHost) {
  return {
    /** Runs a claim's short form; the latest run's results stay. Throws ModelError, GpuError, ExperimentError. */
    measure: alone(async (work: AloneWork<ShortNews>, request: ShortRequest): Promise<ShortMeasured> => {
      const { form, experiment, engine: kind, modelsUrl, certificates } = request;
      const { signal, tell, gate } = work;
      const claims = claimsOfShort(form, experiment);
      const drafting = { model: claims.model, arms: draftingOfShort(form, claims) };
      const model = await lab.loadFor(modelsUrl, drafting, work);
      const tasks = await tasksOf(modelsUrl, claims.model, signal);
      const { engine, gpu, own } = await lab.engines.open(kind, model, claims.arms);
      const { userAgent } = lab;
      const tested = await certified(
        { engine, gpu, own, model, experiment: claims, certificates, userAgent },
        work,
      );
      const evidence = await measureShort(form, {
        ...{ model, engine, tasks, experiment, signal, gate },
        ...tested,
        onProgress: (progress) => tell({ type: 'short', ...progress }),
      });
      return { evidence, engine: engine.kind, adapter: adapterName(engine.adapter) };
    }),

    /** Runs a study that ships, cut to some of its hypotheses and to few units; keeps nothing. @returns the JSON of a StudyOutcome. */
    study: alone(async (work: AloneWork<ShortNews>, request: ShortStudyRequest): Promise<ShortStudied> => {
      const { text, hypotheses, engine: kind, modelsUrl } = request;
      const study = cutStudy(parseStudy(JSON.parse(text)), hypotheses);
      const models = new Models(lab, modelsUrl, work);
      const first = await models.of(study.base);
      const tasks = await tasksOf(modelsUrl, study.base.model, work.signal);
      const { engine } = await lab.engines.open(kind, first, study.base.arms);
      try {
        const outcome = await runShortStudy(study, {
          ...{ engine, tasks, modelOf: models.of, signal: work.signal },
          onProgress: (progress) => work.tell({ type: 'short', ...progress }),
        });
        return {
          outcome: JSON.stringify(outcome),
          engine: engine.kind,
          adapter: adapterName(engine.adapter),
        };
      } finally {
        for (const { checkpoint } of models.others(first)) engine.unload(checkpoint);
      }
    }),
  };
}
