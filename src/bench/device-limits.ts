import copy from '../../shaders/yardstick/copy.wgsl?raw';
import multiplyAdd from '../../shaders/yardstick/multiply_add.wgsl?raw';
import { BufferPool, withinMemory } from '../gpu/buffers.ts';
import type { Gpu } from '../gpu/device.ts';
import { deviceWait } from '../gpu/device-wait.ts';
import type { ListBuilder } from '../gpu/dispatch-list.ts';
import { compileKernel, type Kernel } from '../gpu/kernel.ts';
import { StepEncoder } from '../gpu/step-encoder.ts';
import type { DeviceLimits } from './report.ts';

/** Work of one dispatch of each kernel, far beyond any cache, and how many dispatches last long by any clock. */
interface Sizes {
  readonly bytes: number;
  readonly copies: number;
  readonly workgroups: number;
  readonly rounds: number;
  readonly multiplications: number;
}

interface Kernels {
  readonly copy: Kernel;
  readonly multiplyAdd: Kernel;
}

const GPU_SIZES: Sizes = {
  bytes: 256 * 2 ** 20,
  copies: 32,
  workgroups: 8192,
  rounds: 2048,
  multiplications: 4,
};
const SOFTWARE_SIZES: Sizes = {
  bytes: 64 * 2 ** 20,
  copies: 1,
  workgroups: 128,
  rounds: 256,
  multiplications: 1,
};
/** The yardstick takes a share of that: as long as a step, not longer. */
const YARDSTICK_SHARE = 1 / 4;

const THREADS = 64;
/** Bytes that a workgroup copies. */
const COPIED = 512 * 16;
/** Of eight chains of four lanes, each multiply-add counted as two operations. */
const OPERATIONS_A_ROUND = 8 * 4 * 2;

/** Two kernels that do nothing but copy and nothing but compute. */
export class DeviceProbe {
  readonly #gpu: Gpu;
  readonly #kernels: Kernels;
  readonly #buffers: Record<'source' | 'copied' | 'sums', GPUBuffer>;
  readonly #sizes: Sizes;
  readonly #pool: BufferPool;
  readonly #encoder: StepEncoder;

  private constructor(gpu: Gpu, kernels: Kernels, sizes: Sizes, pool: BufferPool) {
    this.#gpu = gpu;
    this.#kernels = kernels;
    this.#sizes = sizes;
    this.#pool = pool;
    this.#buffers = {
      source: pool.storage('source', sizes.bytes),
      copied: pool.storage('copied', sizes.bytes),
      sums: pool.storage('sums', sizes.workgroups * THREADS * 4),
    };
    this.#encoder = new StepEncoder(gpu, pool, 2);
  }

  /** Throws GpuError where the device has no memory for it. */
  static async open(gpu: Gpu): Promise<DeviceProbe> {
    const sizes = gpu.software ? SOFTWARE_SIZES : GPU_SIZES;
    const { maxStorageBufferBindingSize } = gpu.device.limits;
    const bytes = Math.min(sizes.bytes, Math.floor(maxStorageBufferBindingSize / COPIED) * COPIED);
    const kernels = {
      copy: await compileKernel(gpu.device, { label: 'bench_copy', parts: [copy] }),
      multiplyAdd: await compileKernel(gpu.device, { label: 'bench_multiply_add', parts: [multiplyAdd] }),
    };
    const pool = new BufferPool(gpu, 'bench');
    return withinMemory(gpu.device, 'bench', () => new DeviceProbe(gpu, kernels, { ...sizes, bytes }, pool));
  }

  /** The best of several repeats: a limit is what can be had, not what is usual. */
  async limits(repeats: number, signal?: AbortSignal): Promise<DeviceLimits> {
    const best = async (record: (list: ListBuilder) => void) => {
      let least = Number.POSITIVE_INFINITY;
      for (let repeat = 0; repeat <= repeats; repeat++) {
        signal?.throwIfAborted();
        const milliseconds = await this.#run(record);
        // The first warms up.
        if (repeat > 0) least = Math.min(least, milliseconds);
      }
      return least / 1000;
    };
    const { bytes, copies, workgroups, rounds, multiplications } = this.#sizes;
    const operations = workgroups * THREADS * rounds * OPERATIONS_A_ROUND;
    return {
      copy: (copies * 2 * bytes) / (await best((list) => times(copies, () => this.#copy(list, 1)))),
      multiplyAdd:
        (multiplications * operations) /
        (await best((list) => times(multiplications, () => this.#multiplyAdd(list, 1)))),
    };
  }

  /** A fixed piece of copying and computing, never tuned: what the gate measures steps in. */
  async yardstick(): Promise<void> {
    await this.#run((list) => {
      this.#copy(list, YARDSTICK_SHARE);
      this.#multiplyAdd(list, YARDSTICK_SHARE);
    });
  }

  destroy(): void {
    this.#pool.destroy();
  }

  /** Milliseconds of a submission by the clock: timestamps of browsers are too coarse. */
  async #run(record: (list: ListBuilder) => void): Promise<number> {
    const list = this.#encoder.list(record);
    const start = performance.now();
    this.#encoder.submit({ label: 'bench', list });
    await deviceWait(this.#gpu, this.#gpu.device.queue.onSubmittedWorkDone());
    return performance.now() - start;
  }

  #copy(list: ListBuilder, share: number): void {
    const { source, copied } = this.#buffers;
    const workgroups = Math.floor((this.#sizes.bytes / COPIED) * share);
    const call = { inputs: [source], outputs: [copied], workgroups: [workgroups] } as const;
    list.dispatch(this.#kernels.copy, 'copy', 'copy', call);
  }

  #multiplyAdd(list: ListBuilder, share: number): void {
    const { workgroups, rounds } = this.#sizes;
    const { sums } = this.#buffers;
    list.dispatch(this.#kernels.multiplyAdd, 'multiply_add', 'multiply_add', {
      ...{ inputs: [], outputs: [sums], params: { rounds } },
      workgroups: [Math.floor(workgroups * share)],
    });
  }
}

function times(count: number, work: () => void): void {
  for (let i = 0; i < count; i++) work();
}
