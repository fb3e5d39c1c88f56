import type { Gpu } from '../../gpu/device.ts';
import { deviceWait } from '../../gpu/device-wait.ts';
import { readBack } from '../../gpu/read-back.ts';
import { type BoundDispatch, recordDispatches } from '../cases/dispatch.ts';

/** How long one execution took, measured several times. */
export interface Timing {
  /** A timestamp query brackets the work on the device; the clock brackets submission and completion too. */
  readonly source: 'timestamps' | 'clock';
  /** Milliseconds of one execution, ascending: one for each sample. */
  readonly samples: readonly number[];
  readonly median: number;
  /** Executions in each sample. */
  readonly repeats: number;
}

const SAMPLES = 9;
const LEAST_SAMPLES = 3;
/** A sample this long is 3 % at most of a quantised timestamp's 0.1 ms. */
const SAMPLE_MS = 3;
const MOST_REPEATS = 512;
/** No measurement goes on for longer, once it has the least samples. */
const PATIENCE_MS = 700;

/** Times a step's dispatches: as many in one submission as make a sample long enough, after one that warms up. */
export async function timeDispatches(
  gpu: Gpu,
  dispatches: readonly BoundDispatch[],
  signal: AbortSignal,
): Promise<Timing> {
  const clock = new PassClock(gpu);
  try {
    const start = performance.now();
    await clock.time(dispatches, 1);
    let repeats = 1;
    let took = await clock.time(dispatches, repeats);
    while (took < SAMPLE_MS && repeats < MOST_REPEATS) {
      repeats = Math.min(
        MOST_REPEATS,
        Math.max(2 * repeats, Math.ceil((repeats * SAMPLE_MS) / Math.max(took, 0.05))),
      );
      signal.throwIfAborted();
      took = await clock.time(dispatches, repeats);
    }
    const samples = [took / repeats];
    while (
      samples.length < LEAST_SAMPLES ||
      (samples.length < SAMPLES && performance.now() - start < PATIENCE_MS)
    ) {
      signal.throwIfAborted();
      samples.push((await clock.time(dispatches, repeats)) / repeats);
    }
    samples.sort((a, b) => a - b);
    return { source: clock.source, samples, median: samples[samples.length >> 1], repeats };
  } finally {
    clock.destroy();
  }
}

/** Times one pass: by timestamps where the device takes them and they move, else by the clock. */
class PassClock {
  readonly #gpu: Gpu;
  readonly #queries: GPUQuerySet | null;
  readonly #resolved: GPUBuffer;
  readonly #readback: GPUBuffer;
  source: Timing['source'];

  constructor(gpu: Gpu) {
    const { device } = gpu;
    this.#gpu = gpu;
    const stamps = device.features.has('timestamp-query');
    this.#queries = stamps ? device.createQuerySet({ label: 'timing', type: 'timestamp', count: 2 }) : null;
    this.source = stamps ? 'timestamps' : 'clock';
    this.#resolved = device.createBuffer({
      size: 16,
      usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
    });
    this.#readback = device.createBuffer({
      size: 16,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
  }

  /** Milliseconds that `repeats` executions in a row took. */
  async time(dispatches: readonly BoundDispatch[], repeats: number): Promise<number> {
    const { device, errors } = this.#gpu;
    const commands = device.createCommandEncoder({ label: 'timing' });
    const timestampWrites = this.#queries && {
      querySet: this.#queries,
      beginningOfPassWriteIndex: 0,
      endOfPassWriteIndex: 1,
    };
    const pass = commands.beginComputePass({ label: 'timing', ...(timestampWrites && { timestampWrites }) });
    for (let i = 0; i < repeats; i++) recordDispatches(pass, dispatches);
    pass.end();
    if (this.#queries) {
      commands.resolveQuerySet(this.#queries, 0, 2, this.#resolved, 0);
      commands.copyBufferToBuffer(this.#resolved, 0, this.#readback, 0, 16);
    }
    const start = performance.now();
    device.queue.submit([commands.finish()]);
    await deviceWait(this.#gpu, device.queue.onSubmittedWorkDone());
    const elapsed = performance.now() - start;
    errors.check();
    if (this.source === 'clock') return elapsed;
    const [from, to] = new BigUint64Array(await readBack(this.#gpu, this.#readback));
    const stamped = Number(to - from) / 1e6;
    if (stamped > 0 || elapsed < 1) return stamped;
    // Some adapters offer timestamps that stand still.
    this.source = 'clock';
    return elapsed;
  }

  destroy(): void {
    this.#queries?.destroy();
    this.#resolved.destroy();
    this.#readback.destroy();
  }
}
