import type { Gate } from '../lab/gate.ts';
import { promptReports } from '../lab/prompt-reports.ts';
import { resolveExperiment } from '../lab/resolve.ts';
import { runResolved } from '../lab/run.ts';
import type { LoadedModel } from '../model/load.ts';
import type { Certificate } from '../studies/certificate/certificate.ts';
import { certify } from '../studies/certificate/certify.ts';
import { fullClaims } from '../studies/certificate/claims.ts';
import { certificateKey } from '../studies/certificate/key.ts';
import { certifyRun } from '../studies/certificate/session.ts';
import type { FinishedRun } from './compare-queries.ts';
import type { HostedEngine } from './engine-host.ts';
import type { RunRequest } from './protocol.ts';
import type { Tell } from './turns.ts';

interface RunSetting {
  readonly model: LoadedModel;
  readonly openEngine: () => Promise<HostedEngine>;
  readonly userAgent: string;
  readonly signal: AbortSignal;
  readonly tell: Tell;
}

/** Runs an experiment, its claims of invariance certified first, and tells of all that happens. */
export async function runHere(
  { experiment, certificates }: Pick<RunRequest, 'experiment' | 'certificates'>,
  { model, openEngine, userAgent, signal, tell, gate }: RunSetting & { readonly gate: Gate },
): Promise<FinishedRun> {
  const resolved = resolveExperiment(experiment, model);
  tell({ type: 'prompts', prompts: promptReports(resolved.requests, model.tokenizer) });
  const { engine, gpu } = await openEngine();
  tell({ type: 'engine', engine: engine.kind, adapter: engine.adapter });
  const onCase = (_: unknown, done: number) => tell({ type: 'certifying', done });
  const stored = (key: string) => Promise.resolve(certificates.find((one) => one.key === key) ?? null);
  const certified = await certifyRun({ engine, gpu, model, experiment, userAgent, stored, signal, onCase });
  const result = await runResolved(resolved, {
    ...{ model, engine, signal, gate },
    onEvent: tell,
    ...certified,
  });
  return { result, setting: { model, invariantAs: certified.invariantAs ?? null } };
}

/** The full certificate of the engine's adapter. */
export async function certifyHere({
  model,
  openEngine,
  userAgent,
  signal,
  tell,
}: RunSetting): Promise<Certificate> {
  const { engine, gpu } = await openEngine();
  const key = certificateKey(engine, model, userAgent);
  const onCase = (_: unknown, done: number) => tell({ type: 'certifying', done });
  const claims = fullClaims(model.checkpoint);
  return await certify({ engine, gpu, model, key, form: 'full', claims, signal, onCase });
}
