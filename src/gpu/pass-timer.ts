import type { KernelStamp } from '../steps/step-laps.ts';
import type { BufferPool } from './buffers.ts';
import type { Gpu } from './device.ts';
import { GpuError } from './errors.ts';
import { readBack } from './read-back.ts';

/** Time a pass took on the device, by the operation that ran in it. */
export interface PassTime {
  readonly operation: string;
  readonly milliseconds: number;
}

/** Writes a timestamp before and after each of up to `capacity` passes of a submission. */
export class PassTimer {
  readonly #gpu: Gpu;
  readonly #queries: GPUQuerySet;
  readonly #resolved: GPUBuffer;
  readonly #readback: GPUBuffer;
  readonly #capacity: number;
  #passes: Pick<KernelStamp, 'label' | 'operation'>[] = [];

  /** Throws GpuError where the device cannot take timestamps. */
  constructor(gpu: Gpu, pool: BufferPool, capacity: number) {
    if (!gpu.device.features.has('timestamp-query'))
      throw new GpuError('timer', 'this adapter takes no timestamps');
    this.#gpu = gpu;
    this.#capacity = capacity;
    this.#queries = gpu.device.createQuerySet({ label: 'timer', type: 'timestamp', count: 2 * capacity });
    this.#resolved = pool.queries('timer', 2 * capacity * 8);
    this.#readback = pool.readback('timer_readback', 2 * capacity * 8);
  }

  begin(): void {
    this.#passes = [];
  }

  /** For the descriptor of the next pass. */
  writes(operation: string, label: string): GPUComputePassTimestampWrites {
    const index = this.#passes.length;
    if (index === this.#capacity) throw new GpuError('timer', `more than ${index} passes in a submission`);
    this.#passes.push({ operation, label });
    return {
      querySet: this.#queries,
      beginningOfPassWriteIndex: 2 * index,
      endOfPassWriteIndex: 2 * index + 1,
    };
  }

  resolve(commands: GPUCommandEncoder): void {
    const count = 2 * this.#passes.length;
    commands.resolveQuerySet(this.#queries, 0, count, this.#resolved, 0);
    commands.copyBufferToBuffer(this.#resolved, 0, this.#readback, 0, count * 8);
  }

  async read(): Promise<PassTime[]> {
    const stamps = await this.stamps();
    return stamps.map(({ operation, begin, end }) => ({ operation, milliseconds: end - begin }));
  }

  /** When each pass began and ended, in milliseconds since the first of the submission began. */
  async stamps(): Promise<KernelStamp[]> {
    const found = new BigUint64Array(await readBack(this.#gpu, this.#readback));
    const since = (stamp: bigint) => Number(stamp - found[0]) / 1e6;
    return this.#passes.map((pass, i) => ({
      ...pass,
      begin: since(found[2 * i]),
      end: since(found[2 * i + 1]),
    }));
  }
}
