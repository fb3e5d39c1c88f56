import type { WebGpuArm } from '../src/engine/webgpu-arm.ts';
import type { WebGpuEngine } from '../src/engine/webgpu-engine.ts';
import { KERNEL_SETS, type KernelSet } from '../src/numerics/dtypes.ts';
import { benchSpec, decodeStep } from './workload.ts';

/** Repeats of one kernel set at one M. */
export interface Samples {
  /** Wall-clock milliseconds of whole steps. */
  readonly steps: number[];
  /** Processor milliseconds of this process in whole steps: what they cost a software adapter, whatever else the machine does. */
  readonly processor: number[];
  /** Device milliseconds by operation, one entry a repeat; empty where only whole steps are timed. */
  readonly operations: Map<string, number[]>;
  /** Dispatches of one step; 0 where operations are not timed. */
  dispatches: number;
}

export type SetSamples = Readonly<Record<KernelSet, Samples>>;

/**
 * Measures all sets at one M, in turn within each repeat, so that the machine's drift hits them alike; the set that goes first
 * changes from repeat to repeat.
 */
export async function measureSets(
  engine: WebGpuEngine,
  rows: number,
  repeats: number,
  operations: boolean,
): Promise<SetSamples> {
  const empty = (): Samples => ({ steps: [], processor: [], operations: new Map(), dispatches: 0 });
  const samples = { variant: empty(), invariant: empty(), pinned: empty() };
  const arms = new Map<KernelSet, WebGpuArm>();
  for (const set of KERNEL_SETS) arms.set(set, await engine.openArm(benchSpec(set, rows)));
  for (let repeat = -1; repeat < repeats; repeat++) {
    for (let turn = 0; turn < KERNEL_SETS.length; turn++) {
      const set = KERNEL_SETS[(turn + repeat + 1) % KERNEL_SETS.length];
      const arm = arms.get(set)!;
      // The first round warms up and does not count.
      const into = repeat < 0 ? empty() : samples[set];
      await measureStep(arm, rows, into);
      if (operations) await measureOperations(arm, rows, into);
    }
  }
  for (const arm of arms.values()) arm.destroy();
  return samples;
}

async function measureStep(arm: WebGpuArm, rows: number, into: Samples): Promise<void> {
  const plan = decodeStep(rows);
  const before = process.cpuUsage();
  const start = performance.now();
  await arm.step(plan);
  into.steps.push(performance.now() - start);
  const { user, system } = process.cpuUsage(before);
  into.processor.push((user + system) / 1000);
}

async function measureOperations(arm: WebGpuArm, rows: number, into: Samples): Promise<void> {
  const passes = await arm.profileStep(decodeStep(rows));
  const sums = new Map<string, number>();
  for (const { operation, milliseconds } of passes) {
    sums.set(operation, (sums.get(operation) ?? 0) + milliseconds);
  }
  for (const [operation, sum] of sums) {
    const list = into.operations.get(operation) ?? [];
    list.push(sum);
    into.operations.set(operation, list);
  }
  into.dispatches = passes.length;
}
