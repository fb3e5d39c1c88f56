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
  #operations: string[] = [];

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
    this.#operations = [];
  }

  /** For the descriptor of the next pass. */
  writes(operation: string): GPUComputePassTimestampWrites {
    const index = this.#operations.length;
    if (index === this.#capacity) throw new GpuError('timer', `more than ${index} passes in a submission`);
    this.#operations.push(operation);
    return {
      querySet: this.#queries,
      beginningOfPassWriteIndex: 2 * index,
      endOfPassWriteIndex: 2 * index + 1,
    };
  }

  resolve(commands: GPUCommandEncoder): void {
    const count = 2 * this.#operations.length;
    commands.resolveQuerySet(this.#queries, 0, count, this.#resolved, 0);
    commands.copyBufferToBuffer(this.#resolved, 0, this.#readback, 0, count * 8);
  }

  async read(): Promise<PassTime[]> {
    const stamps = new BigUint64Array(await readBack(this.#gpu, this.#readback));
    return this.#operations.map((operation, i) => ({
      operation,
      milliseconds: Number(stamps[2 * i + 1] - stamps[2 * i]) / 1e6,
    }));
  }
}
