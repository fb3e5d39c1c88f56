import copy from '../../../shaders/tuning/copy.wgsl?raw';
import idle from '../../../shaders/tuning/idle.wgsl?raw';
import meeting from '../../../shaders/tuning/meeting.wgsl?raw';
import { BufferPool, withinMemory } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { compileOnce, type KernelSource } from '../../gpu/kernel.ts';
import type { Binding, KernelCall } from '../../gpu/kernel-call.ts';
import { type Tuning, tuningFor } from '../../gpu/tuning.ts';
import { sumsTo } from '../../kernels/epilogues.ts';
import { planForms } from '../../kernels/forms.ts';
import { chunkBounds } from '../../kernels/matmul-kernel.ts';
import { packMatrix, wholeColumns } from '../../kernels/pack.ts';
import { matmulPlan } from '../../numerics/matmul-plan.ts';
import type { MeasuredTuning } from '../../steps/measured-tuning.ts';
import { DispatchClock } from './dispatch-clock.ts';

/** What a dispatch costs by itself is nothing beside it, and a processor copies it in milliseconds. */
const COPIED_BYTES = { gpu: 32 * 2 ** 20, processor: 2 * 2 ** 20 } as const;
const MOST_WORKGROUPS = 512;
/** Many at once, as a step has them: a meeting of one workgroup alone says nothing. */
const MEETINGS = 256;
const PRODUCT = { terms: 512, columns: 1024, rows: 32 } as const;
/** 256 tiles: as many as a prompt gives a device. */
const TILES = { terms: 512, columns: 1024, rows: 256 } as const;

/** So much faster has another setting to be before the one that is known to serve such adapters is given up. */
const CLEARLY = 0.9;
/** A copy that takes no longer than that beside the fastest is as fast. */
const AS_FAST = 1.1;

/**
 * Measures an adapter in well under a second: how many workgroups keep it busy, what a dispatch costs, and of either pair of settings
 * that the tests run under, which is faster here. Throws GpuError where the device has no memory for it or fails.
 */
export async function measureTuning(gpu: Gpu): Promise<MeasuredTuning> {
  const pool = new BufferPool(gpu, 'tuning');
  try {
    const clock = new DispatchClock(gpu, pool);
    const bytes = COPIED_BYTES[gpu.software ? 'processor' : 'gpu'];
    const buffers = await withinMemory(gpu.device, 'tuning', () => ({
      source: pool.storage('source', bytes),
      target: pool.storage('target', bytes),
    }));
    const bench = { gpu, pool, clock, ...buffers };
    return {
      busyWorkgroups: await busyWorkgroups(bench),
      largeBlocks: await largeBlocks(bench),
      stagedTiles: await stagedTiles(bench),
      meetingThreads: await meetingThreads(bench),
      dispatchMicroseconds: await dispatchCost(bench),
    };
  } finally {
    pool.destroy();
  }
}

interface Bench {
  readonly gpu: Gpu;
  readonly pool: BufferPool;
  readonly clock: DispatchClock;
  readonly source: GPUBuffer;
  readonly target: GPUBuffer;
}

async function timeOf({ gpu, clock }: Bench, source: KernelSource, call: KernelCall<Binding>) {
  return await clock.milliseconds(await compileOnce(gpu.device, source), call);
}

/** Doubling: a number between would be no steadier than the clock. */
async function busyWorkgroups(bench: Bench): Promise<number> {
  const source = { label: 'tuning_copy', parts: [copy] };
  const found: (readonly [workgroups: number, milliseconds: number])[] = [];
  for (let workgroups = 2; workgroups <= MOST_WORKGROUPS; workgroups *= 2) {
    const call = { inputs: [bench.source], outputs: [bench.target], workgroups: [workgroups] } as const;
    found.push([workgroups, await timeOf(bench, source, call)]);
  }
  const best = Math.min(...found.map(([, milliseconds]) => milliseconds));
  return found.find(([, milliseconds]) => milliseconds <= best * AS_FAST)![0];
}

async function meetingThreads(bench: Bench): Promise<number> {
  return await faster(
    bench,
    (tuning) => tuning.meetingThreads,
    (threads) =>
      timeOf(
        bench,
        { label: `tuning_meeting_${threads}`, parts: [meeting], constants: { THREADS: threads } },
        { inputs: [bench.source], outputs: [bench.target], workgroups: [MEETINGS] },
      ),
  );
}

async function largeBlocks(bench: Bench): Promise<boolean> {
  const time = productClock(bench, PRODUCT);
  return await faster(
    bench,
    (tuning) => tuning.largeBlocks,
    (largeBlocks) => time({ largeBlocks }),
  );
}

/** A processor has no memory that is nearer to a workgroup: there they stay as they are. */
async function stagedTiles(bench: Bench): Promise<boolean> {
  if (bench.gpu.software) return tuningFor(true).stagedTiles;
  const time = productClock(bench, TILES);
  const setting = { largeBlocks: false, busyWorkgroups: 1 };
  const now = await time({ ...setting, stagedTiles: false });
  return (await time({ ...setting, stagedTiles: true })) < now * CLEARLY;
}

/** Times a product of ours as the engine would tile it under some settings, on weights that are zero. */
function productClock(bench: Bench, of: typeof PRODUCT | typeof TILES) {
  const { gpu, pool, source, target } = bench;
  const { terms, columns, rows } = of;
  const plan = matmulPlan('invariant', { ...of, parallelism: 1 });
  const zero = {
    name: 'w',
    dtype: 'F32',
    shape: [columns, terms],
    bytes: new Uint8Array(columns * terms * 4),
  } as const;
  const { buffers, groups, quads } = packMatrix(wholeColumns(zero), terms, 'f32');
  const weights = buffers.map((bytes, i) => pool.upload(`weights${i}`, bytes));
  const bounds = pool.upload('bounds', Uint32Array.from(chunkBounds(plan)));
  return (settings: Partial<Tuning>) => {
    const kernel = planForms({ ...gpu.tuning, ...settings }).matmul(plan, { rows, columns, groups, quads });
    const call = kernel.call<Binding>({ x: source, weights, bounds, ends: sumsTo(target) });
    return timeOf(bench, kernel.source({ activations: 'f32', weights: 'f32' }), call);
  };
}

/** A setting as it is known to serve such adapters, unless the other kind's is clearly faster. */
async function faster<Setting>(
  { gpu }: Bench,
  setting: (tuning: Tuning) => Setting,
  time: (setting: Setting) => Promise<number>,
): Promise<Setting> {
  const [known, other] = [setting(tuningFor(gpu.software)), setting(tuningFor(!gpu.software))];
  const now = await time(known);
  return (await time(other)) < now * CLEARLY ? other : known;
}

/** To a tenth of a microsecond. */
async function dispatchCost(bench: Bench): Promise<number> {
  const call = { inputs: [], outputs: [bench.target], workgroups: [1] } as const;
  const milliseconds = await timeOf(bench, { label: 'tuning_idle', parts: [idle] }, call);
  return Math.round(milliseconds * 10_000) / 10;
}
