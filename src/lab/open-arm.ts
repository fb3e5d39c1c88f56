import { OwnKernelError } from '../experiment/errors.ts';
import type { LoadedModel } from '../model/load.ts';
import type { InvariantAs } from '../numerics/sets/kernel-sets.ts';
import type { ArmSpec, LogitsAtHand } from '../steps/arm-spec.ts';
import type { ArmRunner, Engine } from '../steps/engine.ts';
import { ArmRun, type ArmRunOptions } from './arm-run.ts';
import type { OnWeights } from './prepare-weights.ts';
import type { ResolvedArm } from './resolve.ts';
import { withSetsThatRun } from './sets-that-run.ts';
import { openSpeculator, speculates } from './speculation/open-speculator.ts';
import type { Speculator } from './speculation/speculator.ts';
import { clockOf } from './step-clock.ts';
import type { OnCalibrated } from './widths/calibration-run.ts';
import { withWidths } from './widths/with-widths.ts';

/** What every arm of a run has in common. */
export interface LabSetting {
  readonly model: LoadedModel;
  readonly engine: Engine;
  /** Takes effect before the next step, and while an arm is being prepared. */
  readonly signal?: AbortSignal | undefined;
  /** `stand-in` where this adapter's certificate lets only that be called invariant. Default: as the experiment says. */
  readonly invariantAs?: InvariantAs;
}

/** Who hears what goes on before an arm is open. */
export interface OnPreparing {
  readonly onWeights?: OnWeights;
  readonly onCalibrated?: OnCalibrated;
}

/**
 * Makes an arm's weights ready, compiles its kernels and allocates its buffers. Throws OwnKernelError where the arm runs kernels of its own and the engine cannot. `forced`: tokens to feed in the place of those chosen, by request. Throws
 * the signal's reason as soon as it is aborted: kernels that are still being compiled then are not waited for, and what they end in
 * is freed.
 */
export async function openArm(
  setting: LabSetting,
  arm: ResolvedArm,
  options: ArmRunOptions,
  preparing: OnPreparing = {},
): Promise<ArmRun> {
  const { signal } = setting;
  signal?.throwIfAborted();
  const open = async () =>
    startArm(setting, arm, options, await openRunner(setting, arm, options, preparing));
  return await unlessAborted(open(), signal);
}

/** An arm's engine state, which several runs of it may use one after the other. */
export interface OpenRunner {
  readonly spec: ArmSpec;
  readonly runner: ArmRunner;
  readonly speculator?: Speculator;
}

/** An arm's run from its beginning. */
export function startArm(
  { model, engine }: LabSetting,
  { members }: Pick<ResolvedArm, 'members'>,
  options: ArmRunOptions,
  { runner, spec, speculator }: OpenRunner,
): ArmRun {
  return new ArmRun(runner, { spec, members }, model.checkpoint.config.eosTokens, {
    ...options,
    ...(speculator && { speculator }),
    clock: clockOf(engine),
  });
}

/** What `openArm` opens, by itself. */
export async function openRunner(
  { model, engine, signal, invariantAs }: LabSetting,
  { members, spec: asked }: ResolvedArm,
  options: Pick<ArmRunOptions, 'retention' | 'drafted'>,
  { onWeights, onCalibrated }: OnPreparing = {},
): Promise<OpenRunner> {
  refuseOwn(asked, engine);
  const logits = logitsAtHand(members, options.retention);
  // What is accepted by probabilities needs everyone's.
  const all = speculates(asked) && asked.speculation?.accept === 'rejection';
  const uncalibrated = { ...asked, ...withSetsThatRun(asked, invariantAs), ...(!all && { logits }) };
  const spec = await withWidths(uncalibrated, model, { signal, onCalibrated });
  const loaded = engine.load(model.checkpoint);
  await loaded.prepare?.(spec, { signal, onProgress: onWeights });
  const speculator = (await openSpeculator(model, engine, spec, options.drafted))?.speculator;
  const runner = await closingOnFailure(speculator, loaded.openArm(spec));
  return { spec, runner, ...(speculator && { speculator }) };
}

/** Of whom the engine keeps whole logits, and whether they come back with every step: of nobody more than is kept or measured. */
function logitsAtHand(
  members: ResolvedArm['members'],
  { logits, wholeFingerprints = false, atHand = [] }: ArmRunOptions['retention'],
): LogitsAtHand {
  const withSteps = logits === 'whole' || wholeFingerprints;
  const probes = members.flatMap(({ request: { id, role } }) => (role === 'probe' ? [id] : []));
  return { of: withSteps || atHand === 'probes' ? probes : atHand, withSteps };
}

/** The other engines have no WGSL in them. */
function refuseOwn({ name, own = {} }: ArmSpec, { kind }: Engine): void {
  const [first] = Object.entries(own);
  if (!first || kind === 'webgpu') return;
  const [operation, kernel] = first;
  throw new OwnKernelError([
    `arm ${name}: shaders.${operation}: the engine ${kind} runs no WGSL, and ${kernel.name} is a kernel of one's own: expected the engine webgpu`,
  ]);
}

/** Whoever drafts for an arm that does not open is not left open. */
async function closingOnFailure<Opened>(
  speculator: Speculator | undefined,
  opening: Promise<Opened>,
): Promise<Opened> {
  try {
    return await opening;
  } catch (error) {
    speculator?.close();
    throw error;
  }
}

async function unlessAborted(opening: Promise<ArmRun>, signal: AbortSignal | undefined): Promise<ArmRun> {
  if (!signal) return await opening;
  let giveUp = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    giveUp = () => reject(signal.reason);
    signal.addEventListener('abort', giveUp);
  });
  try {
    return await Promise.race([opening, aborted]);
  } catch (error) {
    // An arm that could not be opened has nothing to free; whoever waits for this one hears of its error.
    opening.then(
      (late) => late.close(),
      () => undefined,
    );
    throw error;
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
