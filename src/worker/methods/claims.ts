import type { Experiment } from '../../experiment/schema.ts';
import type { ShortForm } from '../../studies/claims/claim.ts';
import type { ShortEvidence } from '../../studies/claims/evidence.ts';
import { measureShort, type ShortProgress } from '../../studies/claims/measure-short.ts';
import { claimsOfShort, draftingOfShort } from '../../studies/claims/short-experiment.ts';
import { certified } from '../certified.ts';
import type { LabHost } from '../lab-host.ts';
import { type AloneWork, alone } from '../method.ts';
import type { CertifyingNews, LoadingNews } from '../news.ts';
import { tasksOf } from '../tasks-of.ts';
import type { RunRequest } from './run.ts';

/** A claim's short form, and what it is run of where that is an experiment. */
export interface ShortRequest extends Pick<RunRequest, 'engine' | 'modelsUrl' | 'certificates'> {
  readonly form: ShortForm;
  readonly experiment: Experiment | null;
}

export type ShortNews = LoadingNews | CertifyingNews | ({ readonly type: 'short' } & ShortProgress);

/** A short form measured, and on what. */
export interface ShortMeasured {
  readonly evidence: ShortEvidence;
  readonly engine: string;
  readonly adapter: string;
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
      return { evidence, engine: engine.kind, adapter: engine.adapter.description };
    }),
  };
}
