import type { CostTable, LoadClock } from '../../results/load/load-record.ts';
import { SMALL_VOCABULARY } from '../../results/retention.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { SplitLimits } from '../../steps/disaggregated.ts';
import { withSetsThatRun } from '../sets-that-run.ts';
import { type OpenedSpeculator, openSpeculator, speculates } from '../speculation/open-speculator.ts';
import { withWidths } from '../widths/with-widths.ts';
import { EngineDevice, type EngineSeat } from './engine-device.ts';
import { hurried } from './hurried-source.ts';
import { Kept } from './kept.ts';
import { LoadArmRun } from './load-arm.ts';
import type { LoadArmParts } from './load-arm-parts.ts';
import { LoadControl } from './load-control.ts';
import type { LoadOptions } from './load-options.ts';
import type { LoadRun } from './load-run.ts';
import { draftTableOf, type Tables, tableOf } from './load-tables.ts';
import { openReplicas, type Replicas } from './open-replicas.ts';
import type { ResolvedLoadArm } from './resolve-load.ts';
import { RoutedArmRun } from './routed-arm.ts';
import { RealClock, VirtualClock } from './run-clock.ts';
import { Shadows, shadowSpec } from './shadows.ts';
import { SplitArmRun } from './split-arm.ts';
import { splitLimits } from './split-parts.ts';
import { StepCost } from './step-cost.ts';

/** What an arm under load is, whoever wrote it. */
export type ServedArm = Pick<ResolvedLoadArm, 'spec' | 'probes' | 'source'>;

/** An arm that is open, and what is kept of it. */
export interface OpenedArm {
  readonly run: LoadRun;
  readonly kept: Kept;
  readonly clock: LoadClock;
  readonly resolved: ServedArm;
}

/** Throws ExperimentError where the engine cannot serve as the arm asks, and the engine's errors. */
export async function openLoadArm(
  resolved: ServedArm,
  seat: EngineSeat,
  options: LoadOptions,
  tables: Tables,
): Promise<OpenedArm> {
  const { model, signal } = options;
  const spec = await withWidths(specOf(resolved, options), model, options);
  await seat.engine.load(model.checkpoint).prepare?.(spec, { signal });
  const blocks = spec.serving.disaggregated ? splitLimits(spec).prefill.blocks : spec.limits.blocks;
  const own = { ...spec, limits: { ...spec.limits, blocks } };
  const device = await EngineDevice.open(seat, model.checkpoint, own);
  try {
    const table = options.clock === 'real' ? null : await tableOf(device, own, seat, options, tables);
    const shadows = await openShadows(device, spec, seat, options);
    const decode = await openDecode(spec, seat, options);
    const replicas = await openReplicas(spec, { device, table }, seat, options);
    const speculation = await openSpeculator(model, seat.engine, spec);
    if (speculation) device.speculation = { ...speculation, model };
    const draftTable = table && (await draftTableOf(speculation, seat, options, tables));
    const sides = { device, decode, replicas, speculation };
    return begun(resolved, spec, sides, { table, draftTable }, shadows, options);
  } catch (error) {
    device.close();
    throw error;
  }
}

/** The other side of an arm that is disaggregated; null where there is one side. */
async function openDecode(spec: ArmSpec, seat: EngineSeat, { model }: LoadOptions) {
  if (!spec.serving.disaggregated) return null;
  const limits = splitLimits(spec);
  const bounded = { ...spec, limits: { ...spec.limits, blocks: limits.decode.blocks } };
  return { limits, device: await EngineDevice.open(seat, model.checkpoint, bounded) };
}

interface Sides {
  readonly device: EngineDevice;
  readonly decode: { readonly limits: SplitLimits; readonly device: EngineDevice } | null;
  readonly replicas: Replicas | null;
  readonly speculation: OpenedSpeculator | null;
}

/** What a virtual clock goes by. */
interface ArmTables {
  readonly table: CostTable | null;
  readonly draftTable: CostTable | null;
}

function begun(
  resolved: ServedArm,
  spec: ArmSpec,
  { device, decode, replicas, speculation }: Sides,
  { table, draftTable }: ArmTables,
  shadows: Shadows | null,
  options: LoadOptions,
): OpenedArm {
  const { model, signal, control = new LoadControl(), limits = {}, onEvent = null, speed = 1 } = options;
  const clock: LoadClock = table
    ? { kind: 'virtual', table, ...(draftTable && { draft: draftTable }) }
    : { kind: 'real' };
  const resumed = options.resumed?.get(spec.name) ?? null;
  const kept = new Kept(options.keeping, options.sinkOf?.(spec.name));
  const source = table ? resolved.source() : hurried(resolved.source(), speed);
  const parts: LoadArmParts = {
    ...{ arm: { spec }, source, device, tokenizer: model.tokenizer, control },
    ...{ limits, sink: kept, onEvent, shadows, signal, clockRecord: clock, resumed },
    build: options.build ?? null,
    endless: options.endless ?? false,
    clock: table
      ? new VirtualClock(control, resumed?.ms)
      : new RealClock(control.gate, resumed?.ms ?? options.start),
    cost: table && new StepCost(table, speed),
    draftCost: draftTable && new StepCost(draftTable, speed),
    speculator: speculation?.speculator ?? null,
  };
  return { run: runOf(parts, { device, decode, replicas, speculation }), kept, clock, resolved };
}

function runOf(parts: LoadArmParts, { device, decode, replicas }: Sides): LoadRun {
  if (parts.build && (replicas || decode))
    throw new RangeError(`arm ${parts.arm.spec.name}: expected one queue for a faulty build, found two`);
  if (replicas) return new RoutedArmRun(parts, replicas.replicas, replicas.router);
  if (!decode) return new LoadArmRun(parts);
  return new SplitArmRun(parts, { prefill: device, decode: decode.device }, decode.limits);
}

function specOf({ spec, probes }: ServedArm, options: LoadOptions): ArmSpec {
  const { model, invariantAs, shadows, spareHostBlocks = 0 } = options;
  const small = model.checkpoint.config.vocabSize <= SMALL_VOCABULARY;
  const logits = shadows ? { of: probes, withSteps: small } : { of: [], withSteps: false };
  // What is accepted by probabilities needs everyone's.
  const all = speculates(spec) && spec.speculation?.accept === 'rejection';
  const hostBlocks = Math.max(spec.limits.hostBlocks ?? 0, spareHostBlocks);
  const limits = { ...spec.limits, ...(hostBlocks > 0 && { hostBlocks }) };
  return { ...spec, limits, ...withSetsThatRun(spec, invariantAs), ...(!all && { logits }) };
}

async function openShadows(
  device: EngineDevice,
  loaded: ArmSpec,
  { engine }: EngineSeat,
  { shadows: rate, model }: LoadOptions,
): Promise<Shadows | null> {
  if (!rate || loaded.logits?.of.length === 0) return null;
  const spec = shadowSpec(loaded, rate);
  const shadows = new Shadows(spec, rate, await engine.load(model.checkpoint).openArm(spec));
  device.shadows = { shadows, spec };
  return shadows;
}
