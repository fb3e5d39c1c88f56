import type { GateInput } from '../../audit/gate/read-baseline.ts';
import type { ModelAudit } from '../../audit/model/model-audit.ts';
import type { BenchReport } from '../../bench/report.ts';
import { clearProgress, showInPlace, showsInPlace } from '../terminal.ts';
import { auditHere } from './audit-here.ts';
import { benchHere } from './bench-here.ts';

/** What a command line says otherwise than the baseline does. */
export interface Otherwise {
  /** Where the baseline's model is; left out: it is one of the lab's. */
  readonly model?: string | undefined;
  readonly engine?: string | undefined;
}

/** What the baselines measured, measured here and now. Throws UsageError, GpuError, ModelError and the signal's reason. */
export async function measureAgain(
  baselines: readonly GateInput[],
  otherwise: Otherwise,
  signal: AbortSignal,
): Promise<GateInput[]> {
  const found: GateInput[] = [];
  for (const baseline of baselines)
    found.push(
      baseline.kind === 'bench'
        ? { kind: 'bench', bench: { version: 1, reports: await benchAgain(baseline.bench.reports, signal) } }
        : { kind: 'audit', audit: await auditAgain(baseline.audit, otherwise, signal) },
    );
  return found;
}

/** The same variants by the same set, in the same form. */
function auditAgain(
  { form, engine, pricePerHour, variants }: ModelAudit,
  otherwise: Otherwise,
  signal: AbortSignal,
): Promise<ModelAudit> {
  const [{ model, set }] = variants;
  return auditHere(
    {
      ...{ form, set, pricePerHour },
      model: otherwise.model ?? model.name,
      engine: otherwise.engine ?? engine,
      variants: variants.map(({ id, model: of, activations, weights }) => ({
        ...{ id, activations, weights },
        model: of.hash === model.hash ? null : of.name,
      })),
    },
    signal,
  );
}

async function benchAgain(reports: readonly BenchReport[], signal: AbortSignal): Promise<BenchReport[]> {
  const again: BenchReport[] = [];
  for (const { plan } of reports) {
    again.push(
      await benchHere(
        plan,
        ({ doing, done, total }) => showsInPlace() && showInPlace(`${doing} (${done}/${total})`),
        signal,
      ),
    );
    clearProgress();
  }
  return again;
}
