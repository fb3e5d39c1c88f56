import type { LoadArm, LoadRecord } from '../../results/load/load-record.ts';
import { EngineSeat } from './engine-device.ts';
import type { LoadOptions } from './load-options.ts';
import { loadRecord } from './load-record.ts';
import type { LoadRun } from './load-run.ts';
import type { Tables } from './load-tables.ts';
import { type OpenedArm, openLoadArm } from './open-load-arm.ts';
import type { ResolvedLoad } from './resolve-load.ts';

/**
 * Runs every arm of an experiment under its traffic: requests arrive by the clock, the scheduler decides each step, the engine computes
 * it. Throws ExperimentError where an engine cannot do what an arm asks for, the engine's errors, and the signal's reason.
 */
export async function runLoad({ experiment, arms }: ResolvedLoad, options: LoadOptions): Promise<LoadRecord> {
  const seat = new EngineSeat(options.engine, options.reopen ?? null);
  const side = options.together && options.clock === 'virtual';
  const tables: Tables = new Map();
  const done: LoadArm[] = [];
  for (const group of side ? [arms] : arms.map((arm) => [arm])) {
    const opened: OpenedArm[] = [];
    try {
      for (const arm of group) opened.push(await openLoadArm(arm, seat, options, tables));
      await stepByClock(opened, options);
    } finally {
      for (const { run } of opened) run.close();
    }
    for (const each of opened) done.push(armRecord(each));
  }
  return loadRecord(experiment, done, { ...options, engine: seat.engine });
}

/** The arm whose clock is furthest behind steps next; whoever goes step by step sees each arm go on. */
async function stepByClock(opened: readonly OpenedArm[], options: LoadOptions): Promise<void> {
  const going = new Set(opened.map(({ run }) => run));
  for (const run of going) run.begin();
  while (going.size > 0) {
    await passGate(going, options);
    const stepping = options.control?.gate.shut ?? false;
    for (const run of stepping ? [...going] : [furthestBehind(going)]) {
      if (await (stepping ? takeStep(run) : run.advance())) continue;
      going.delete(run);
      await run.end();
    }
  }
}

/** On to where a step was taken, over waits in which none was. False once there is none left. */
async function takeStep(run: LoadRun): Promise<boolean> {
  const before = run.steps;
  while (await run.advance()) if (run.steps > before) return true;
  return false;
}

function furthestBehind(going: ReadonlySet<LoadRun>): LoadRun {
  return [...going].reduce((behind, run) => (run.now < behind.now ? run : behind));
}

/** While the run is held its clocks stand still. */
export async function passGate(
  going: ReadonlySet<LoadRun>,
  { control, signal }: Pick<LoadOptions, 'control' | 'signal'>,
): Promise<void> {
  const held = control?.gate.shut;
  if (held) for (const run of going) run.hold();
  await control?.gate.pass(signal);
  if (held) for (const run of going) run.resume();
}

function armRecord({ run, kept, clock, resolved }: OpenedArm): LoadArm {
  const { metrics, mechanisms, switched, name, faults, speculation, canary } = run;
  const { requests, plans, steps } = kept;
  const { serving } = resolved.spec;
  return {
    ...{ name, serving, switched, clock, requests, plans, steps, metrics, mechanisms },
    ...(speculation && { speculation }),
    ...(faults && { faults }),
    ...(canary && { canary }),
  };
}
