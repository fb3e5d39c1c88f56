import type { WebGpuArm } from '../src/engine/webgpu-arm.ts';
import type { WebGpuEngine } from '../src/engine/webgpu-engine.ts';
import { KERNEL_SETS, type KernelSet } from '../src/numerics/dtypes.ts';
import { benchSpec, decodeStep } from './workload.ts';

/** Repeats of one kernel set at one M. */
export interface Samples {
  /** Wall-clock milliseconds of whole steps. */
  readonly steps: number[];
  /** Device milliseconds by operation, one entry a repeat. */
  readonly operations: Map<string, number[]>;
  /** Dispatches of one step. */
  dispatches: number;
}

export type SetSamples = Readonly<Record<KernelSet, Samples>>;

/** Measures all sets at one M, in turn within each repeat, so that the machine's drift hits them alike. */
export async function measureSets(engine: WebGpuEngine, rows: number, repeats: number): Promise<SetSamples> {
  const empty = (): Samples => ({ steps: [], operations: new Map(), dispatches: 0 });
  const samples = { variant: empty(), invariant: empty(), pinned: empty() };
  const arms = new Map<KernelSet, WebGpuArm>();
  for (const set of KERNEL_SETS) arms.set(set, await engine.openArm(benchSpec(set, rows)));
  for (let repeat = -1; repeat < repeats; repeat++) {
    for (const set of KERNEL_SETS) {
      // The first round warms up and does not count.
      await measureOnce(arms.get(set)!, rows, repeat < 0 ? empty() : samples[set]);
    }
  }
  for (const arm of arms.values()) arm.destroy();
  return samples;
}

async function measureOnce(arm: WebGpuArm, rows: number, into: Samples): Promise<void> {
  const plan = decodeStep(rows);
  const start = performance.now();
  await arm.step(plan);
  into.steps.push(performance.now() - start);
  const passes = await arm.profileStep(plan);
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
