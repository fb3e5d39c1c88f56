import type { ArmRun } from '../../lab/arm-run.ts';
import { openArm } from '../../lab/open-arm.ts';
import { type ResolvedArm, resolveExperiment } from '../../lab/resolve.ts';
import type { LoadedModel } from '../../model/load.ts';
import { digestOf } from '../../numerics/digest.ts';
import { NOTHING_KEPT, ONLY_TRACES, type Retention } from '../../results/retention.ts';
import type { Engine } from '../../steps/engine.ts';
import type { ArmKind, PortableCase } from './cases.ts';
import { portableExperiment } from './experiment-of.ts';

/** Who runs a case, and who hears how far it is: steps of how many. */
export interface CaseSetting {
  readonly model: LoadedModel;
  readonly engine: Engine;
  /** Default: `portable`. */
  readonly kernels?: string;
  /** Looked at before each step. */
  readonly signal?: AbortSignal;
  readonly onStep?: (arm: ArmKind) => void;
}

/** Fingerprints of each arm's requests, in the case's order. */
export type CasePrints = Readonly<Partial<Record<ArmKind, readonly string[]>>>;

/** One request of one arm of a case. */
export interface CasePlace {
  readonly arm: ArmKind;
  readonly request: number;
}

/** What one generated position came to: the token, and the digest of its logits in hex. */
export interface PositionPrint {
  readonly token: number;
  readonly digest: string;
}

/** What one operation gave for the row that chose a token: its name, and the digest of its bits in hex. */
export interface OperationPrint {
  readonly operation: string;
  readonly digest: string;
}

/**
 * Runs a case to its end. Throws Error where a request ends in an error: a case is chosen so that none does, and an error's fingerprint would say
 * little; else what `openArm` and the engine throw, and the signal's reason.
 */
export async function caseFingerprints(of: PortableCase, setting: CaseSetting): Promise<CasePrints> {
  const prints: Partial<Record<ArmKind, readonly string[]>> = {};
  for (const arm of of.arms)
    prints[arm] = await withArm(of, setting, arm, NOTHING_KEPT, async (run) => {
      while (!run.done) await stepped(run, setting, arm);
      const { requests } = run.toRecord(setting.model.tokenizer);
      return requests.map(({ id, finish, fingerprint }) => {
        if (finish.reason === 'error') throw new Error(`${of.name}, ${arm}, ${id}: ${finish.message}`);
        return fingerprint;
      });
    });
  return prints;
}

/** Runs one arm of a case again and tells what each position of one request came to. */
export async function casePositions(
  of: PortableCase,
  setting: CaseSetting,
  { arm, request }: CasePlace,
): Promise<PositionPrint[]> {
  return await withArm(of, setting, arm, ONLY_TRACES, async (run) => {
    while (!run.done) await stepped(run, setting, arm);
    const { tokens, trace } = run.soFar(`p${request}`);
    return trace.map(({ digest }, i) => ({ token: tokens[i], digest: hexOf(digest) }));
  });
}

/** Runs one arm again up to the step that chooses a token, and tells what every operation of that row gave, in order. */
export async function caseOperations(
  of: PortableCase,
  setting: CaseSetting,
  { arm, request, position }: CasePlace & { readonly position: number },
): Promise<OperationPrint[]> {
  return await withArm(of, setting, arm, NOTHING_KEPT, async (run) => {
    while (!run.done) {
      setting.signal?.throwIfAborted();
      const { trace } = await run.step({ request: `p${request}`, position });
      setting.onStep?.(arm);
      if (trace)
        return trace.outputs.map(({ layer, name, values }) => ({
          operation: layer === null ? name : `${name} of layer ${layer}`,
          digest: hexOf(digestOf(values)),
        }));
    }
    throw new RangeError(`${of.name}, ${arm}: p${request} generates no token ${position}`);
  });
}

async function withArm<Found>(
  of: PortableCase,
  { model, engine, kernels, signal }: CaseSetting,
  name: ArmKind,
  retention: Retention,
  use: (run: ArmRun) => Promise<Found>,
): Promise<Found> {
  const experiment = portableExperiment(
    of,
    readsText(model) ? null : model.checkpoint.config.vocabSize,
    kernels,
  );
  const arm = resolveExperiment(experiment, model).together.find(
    ({ spec }) => spec.name === name,
  ) as ResolvedArm;
  const run = await openArm({ model, engine, signal }, arm, { retention });
  try {
    return await use(run);
  } finally {
    run.close();
  }
}

async function stepped(run: ArmRun, { signal, onStep }: CaseSetting, arm: ArmKind): Promise<void> {
  signal?.throwIfAborted();
  await run.step();
  onStep?.(arm);
}

/** The others are made, and have no texts of their own. */
const readsText = ({ weightFiles }: LoadedModel) => weightFiles.length > 0;

const hexOf = (words: Uint32Array) =>
  Array.from(words, (word) => word.toString(16).padStart(8, '0')).join('');
