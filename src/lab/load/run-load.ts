import { setsThatRun } from '../../numerics/sets/kernel-sets.ts';
import { adapterName } from '../../results/adapter-name.ts';
import type { CostTable, LoadArm, LoadClock, LoadRecord } from '../../results/load/load-record.ts';
import { SMALL_VOCABULARY } from '../../results/retention.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { EngineDevice, EngineSeat } from './engine-device.ts';
import { Kept } from './kept.ts';
import { LoadArmRun } from './load-arm.ts';
import { LoadControl } from './load-control.ts';
import type { LoadOptions } from './load-options.ts';
import { loadRecord } from './load-record.ts';
import { measureCost } from './measure-cost.ts';
import type { ResolvedLoad, ResolvedLoadArm } from './resolve-load.ts';
import { RealClock, VirtualClock } from './run-clock.ts';
import { Shadows, shadowSpec } from './shadows.ts';
import { StepCost } from './step-cost.ts';

/** An arm that is open, and what is kept of it. */
interface Opened {
  readonly run: LoadArmRun;
  readonly kept: Kept;
  readonly clock: LoadClock;
  readonly resolved: ResolvedLoadArm;
}

/**
 * Runs every arm of an experiment under its traffic: requests arrive by the clock, the scheduler decides each step, the engine computes
 * it. Throws ExperimentError where an engine cannot do what an arm asks for, the engine's errors, and the signal's reason.
 */
export async function runLoad({ experiment, arms }: ResolvedLoad, options: LoadOptions): Promise<LoadRecord> {
  const seat = new EngineSeat(options.engine, options.reopen ?? null);
  const side = options.together && options.clock === 'virtual';
  const done: LoadArm[] = [];
  for (const group of side ? [arms] : arms.map((arm) => [arm])) {
    const opened: Opened[] = [];
    try {
      for (const arm of group) opened.push(await openLoadArm(arm, seat, options));
      await stepByClock(opened, options);
    } finally {
      for (const { run } of opened) run.close();
    }
    for (const each of opened) done.push(armRecord(each));
  }
  return loadRecord(experiment, done, { ...options, engine: seat.engine });
}

/** The arm whose clock is furthest behind steps next. */
async function stepByClock(opened: readonly Opened[], { control, signal }: LoadOptions): Promise<void> {
  const going = new Set(opened.map(({ run }) => run));
  for (const run of going) run.begin();
  while (going.size > 0) {
    const [run] = [...going].toSorted((a, b) => a.now - b.now);
    if (control?.gate.shut) {
      for (const each of going) each.hold();
      await control.gate.pass(signal);
      for (const each of going) each.resume();
    } else await control?.gate.pass(signal);
    if (await run.advance()) continue;
    going.delete(run);
    await run.end();
  }
}

async function openLoadArm(
  resolved: ResolvedLoadArm,
  seat: EngineSeat,
  options: LoadOptions,
): Promise<Opened> {
  const { model, signal, control = new LoadControl(), limits = {}, onEvent = null } = options;
  const { checkpoint, tokenizer } = model;
  const spec = specOf(resolved, options);
  await seat.engine.load(checkpoint).prepare?.(spec, { signal });
  const device = await EngineDevice.open(seat, checkpoint, spec);
  const table =
    options.clock === 'real' ? null : (options.table ?? (await measured(device, spec, seat, options)));
  const clock: LoadClock = table ? { kind: 'virtual', table } : { kind: 'real' };
  const kept = new Kept(options.keeping, options.sinkOf?.(spec.name));
  const shadows = await openShadows(device, spec, seat, options);
  const run = new LoadArmRun({
    ...{ arm: { spec }, source: resolved.source(), device, tokenizer, control },
    ...{ limits, sink: kept, onEvent, shadows, signal, clockRecord: clock },
    clock: table ? new VirtualClock(control) : new RealClock(),
    cost: table && new StepCost(table),
  });
  return { run, kept, clock, resolved };
}

function specOf({ spec, probes }: ResolvedLoadArm, { model, invariantAs, shadows }: LoadOptions): ArmSpec {
  const small = model.checkpoint.config.vocabSize <= SMALL_VOCABULARY;
  const logits = shadows ? { of: probes, withSteps: small } : { of: [], withSteps: false };
  return { ...spec, kernels: setsThatRun(spec.kernels, invariantAs), logits };
}

async function measured(
  { runner }: EngineDevice,
  spec: ArmSpec,
  { engine }: EngineSeat,
  { signal, onMeasured }: LoadOptions,
): Promise<CostTable> {
  const measuredOn = `${engine.kind}, ${adapterName(engine.adapter)}`;
  return await measureCost({
    runner,
    spec,
    measuredOn,
    signal,
    ...(onMeasured && { onProgress: onMeasured }),
  });
}

async function openShadows(
  device: EngineDevice,
  loaded: ArmSpec,
  { engine }: EngineSeat,
  { shadows: rate, model }: LoadOptions,
): Promise<Shadows | null> {
  if (!rate) return null;
  const spec = shadowSpec(loaded, rate);
  const shadows = new Shadows(spec, rate, await engine.load(model.checkpoint).openArm(spec));
  device.shadows = { shadows, spec };
  return shadows;
}

function armRecord({ run, kept, clock, resolved }: Opened): LoadArm {
  const { metrics, mechanisms, switched, name } = run;
  const { requests, plans, steps } = kept;
  return {
    name,
    serving: resolved.spec.serving,
    switched,
    clock,
    requests,
    plans,
    steps,
    metrics,
    mechanisms,
  };
}
