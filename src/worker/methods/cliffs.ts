import type { Experiment } from '../../experiment/schema.ts';
import { cliffClaims } from '../../studies/cliffs/cliff-experiment.ts';
import { cliffPrompts } from '../../studies/cliffs/cliff-prompts.ts';
import type { CliffReport } from '../../studies/cliffs/cliff-report.ts';
import { cliffTokens, measureCliffs } from '../../studies/cliffs/measure-cliffs.ts';
import { certified } from '../certified.ts';
import type { LabHost } from '../lab-host.ts';
import { type AloneWork, alone } from '../method.ts';
import type { CliffNews } from '../news.ts';
import type { RunRequest } from './run.ts';

/** What the cliff map is measured on. */
export interface CliffRequest extends Pick<RunRequest, 'engine' | 'modelsUrl' | 'certificates'> {
  readonly model: Experiment['model'];
  /** Left out: as many as a map usually has. */
  readonly prompts?: number;
}

export function cliffMethods(lab: LabHost) {
  return {
    /** Maps where the width of verification leaves plain decoding; the latest run's results stay. Throws ModelError, GpuError, ExperimentError. */
    measure: alone(async (work: AloneWork<CliffNews>, request: CliffRequest): Promise<CliffReport> => {
      const { model: written, engine: kind, modelsUrl, certificates } = request;
      const { signal, tell, gate } = work;
      const prompts = cliffPrompts(request.prompts);
      // Before the model is there nobody knows how long its answers may be.
      const claims = cliffClaims({ written, prompt: prompts[0], tokens: 1 });
      const model = await lab.loadFor(modelsUrl, claims, work);
      const { engine, gpu, own } = await lab.engines.open(kind, model, claims.arms);
      const { userAgent } = lab;
      const tested = await certified(
        { engine, gpu, own, model, experiment: claims, certificates, userAgent },
        work,
      );
      return measureCliffs({
        ...{ model, written, engine, prompts, tokens: cliffTokens(model), signal, gate },
        ...tested,
        onProgress: (progress) => tell({ type: 'cliffs', ...progress }),
        onRow: (row, plans) => tell({ type: 'cliff', row, plans }),
      });
    }),
  };
}
