import type { Experiment } from '../../experiment/schema.ts';
import { couplingClaims, draftingArms } from '../../studies/couplings/coupling-experiment.ts';
import type { CouplingReport } from '../../studies/couplings/coupling-report.ts';
import { measureCouplings } from '../../studies/couplings/measure-couplings.ts';
import { MECHANISMS } from '../../studies/couplings/mechanisms.ts';
import { certified } from '../certified.ts';
import type { LabHost } from '../lab-host.ts';
import { type AloneWork, alone } from '../method.ts';
import type { CouplingNews } from '../news.ts';
import { tasksOf } from '../tasks-of.ts';
import type { RunRequest } from './run.ts';

/** What the coupling matrix is measured on. */
export interface CouplingRequest extends Pick<RunRequest, 'engine' | 'modelsUrl' | 'certificates'> {
  readonly model: Experiment['model'];
  /** Ids of mechanisms; left out: all. */
  readonly only?: readonly string[];
}

export function couplingMethods(lab: LabHost) {
  return {
    /** Measures the coupling matrix; the latest run's results stay. Throws ModelError, GpuError. */
    measure: alone(
      async (work: AloneWork<CouplingNews>, request: CouplingRequest): Promise<CouplingReport> => {
        const { model: written, only, engine: kind, modelsUrl, certificates } = request;
        const { signal, tell, gate } = work;
        const mechanisms = MECHANISMS.filter(({ id }) => !only || only.includes(id));
        const claims = couplingClaims(mechanisms, written);
        const drafting = { model: written, arms: draftingArms(mechanisms) };
        const model = await lab.loadFor(modelsUrl, drafting, work);
        const tasks = await tasksOf(modelsUrl, written, signal);
        const { engine, gpu, own } = await lab.engines.open(kind, model, claims.arms);
        const { userAgent } = lab;
        const tested = await certified(
          { engine, gpu, own, model, experiment: claims, certificates, userAgent },
          work,
        );
        return measureCouplings({
          ...{ model, written, engine, tasks, mechanisms, signal, gate },
          ...tested,
          onProgress: (progress) => tell({ type: 'couplings', ...progress }),
          onRow: (row) => tell({ type: 'coupling', row }),
        });
      },
    ),
  };
}
