import type { AuditProgress } from '../../audit/model/audit-setting.ts';
import { measureAudit } from '../../audit/model/measure-audit.ts';
import type { AuditForm, ModelAudit } from '../../audit/model/model-audit.ts';
import type { VariantAsked } from '../../audit/model/variants.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { CURE } from '../../numerics/sets/sets.ts';
import type { LabHost } from '../lab-host.ts';
import { type AloneWork, alone } from '../method.ts';
import { ModelCache } from '../model-cache.ts';
import type { LoadingNews } from '../news.ts';
import { tasksOf } from '../tasks-of.ts';
import type { RunRequest } from './run.ts';

/** What a model's audit is measured on. */
export interface AuditRequest extends Pick<RunRequest, 'engine' | 'modelsUrl'> {
  readonly model: Experiment['model'];
  readonly form: AuditForm;
  readonly variants: readonly VariantAsked[];
  readonly pricePerHour: number | null;
}

export type AuditNews = LoadingNews | ({ readonly type: 'audit' } & AuditProgress);

export function auditModelMethods(lab: LabHost) {
  return {
    /**
     * Audits a model on engines and devices of its own, one after the other: what the lab held open is closed, and opened again when it is needed. Throws
     * ModelError, GpuError, RangeError where the model is too short for the audit's requests.
     */
    measure: alone(async (work: AloneWork<AuditNews>, request: AuditRequest): Promise<ModelAudit> => {
      const { model: written, engine: kind, modelsUrl, form, variants, pricePerHour } = request;
      const { signal, tell, gate } = work;
      const read = async (name: string | null) => {
        tell({ type: 'loading', loaded: 0, total: null });
        const onBytes = (loaded: number, total: number | null) => tell({ type: 'loading', loaded, total });
        // Read anew each time: how long that takes is asked.
        const fresh = new ModelCache({ shelf: lab.shelf, own: lab.own });
        return await fresh.load(modelsUrl, name === null ? written : { name }, onBytes, signal);
      };
      const tasks = await tasksOf(modelsUrl, written, signal);
      return await measureAudit({
        ...{ form, variants, tasks, pricePerHour, signal, set: CURE, host: lab.userAgent },
        readModel: read,
        openEngine: async ([{ model, formats }, ...others]) => {
          await gate.pass(signal);
          lab.engines.drop();
          const all = [formats, ...others.map((each) => each.formats)].flat();
          const { engine } = await lab.engines.open(kind, model, all);
          return { engine, close: () => lab.engines.drop() };
        },
        onProgress: (progress) => tell({ type: 'audit', ...progress }),
      });
    }),
  };
}
