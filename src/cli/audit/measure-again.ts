import type { GateInput } from '../../audit/gate/read-baseline.ts';
import type { BenchReport } from '../../bench/report.ts';
import { clearProgress, showInPlace, showsInPlace } from '../terminal.ts';
import { UsageError } from '../usage.ts';
import { benchHere } from './bench-here.ts';

/** What the baselines measured, measured here and now. Throws UsageError, GpuError, ModelError and the signal's reason. */
export async function measureAgain(
  baselines: readonly GateInput[],
  engine: string,
  signal: AbortSignal,
): Promise<GateInput[]> {
  const found: GateInput[] = [];
  for (const baseline of baselines) {
    if (baseline.kind === 'bench')
      found.push({ kind: 'bench', bench: { version: 1, reports: await benchAgain(baseline.bench.reports, signal) } });
    else throw new UsageError(`--now: expected an audit ${engine}`);
  }
  return found;
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
