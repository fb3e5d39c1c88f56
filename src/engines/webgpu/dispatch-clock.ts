import type { BufferPool } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { deviceWait } from '../../gpu/device-wait.ts';
import type { Kernel } from '../../gpu/kernel.ts';
import type { Binding, KernelCall } from '../../gpu/kernel-call.ts';
import { StepEncoder } from '../../gpu/step-encoder.ts';

/** So long a submission lasts that a page's clock can tell it. */
const SAMPLE_MS = 4;
const MOST_DISPATCHES = 512;
const SAMPLES = 3;
/** One that lasts longer is known from two. */
const LONG_MS = 20;

/** Times dispatches by the clock: timestamps are not to be had everywhere, and too coarse in pages. */
export class DispatchClock {
  readonly #gpu: Gpu;
  readonly #encoder: StepEncoder;

  constructor(gpu: Gpu, pool: BufferPool) {
    this.#gpu = gpu;
    this.#encoder = new StepEncoder(gpu, pool, 16);
  }

  /** Milliseconds of one such dispatch among its like: of the best of a few submissions, of which the first, alone, warms up. */
  async milliseconds(kernel: Kernel, call: KernelCall<Binding>): Promise<number> {
    const [alone, again] = [await this.#submission(kernel, call, 1), await this.#submission(kernel, call, 1)];
    if (Math.min(alone, again) > LONG_MS) return Math.min(alone, again);
    const many = Math.ceil(SAMPLE_MS / Math.max(0.01, Math.min(alone, again)));
    const dispatches = Math.min(MOST_DISPATCHES, many * (many > 1 ? 4 : 1));
    let best = Number.POSITIVE_INFINITY;
    for (let sample = 0; sample < SAMPLES; sample++)
      best = Math.min(best, (await this.#submission(kernel, call, dispatches)) / dispatches);
    return best;
  }

  async #submission(kernel: Kernel, call: KernelCall<Binding>, dispatches: number): Promise<number> {
    const list = this.#encoder.list((into) => {
      for (let i = 0; i < dispatches; i++) into.dispatch(kernel, 'timed', 'timed', call);
    });
    const start = performance.now();
    this.#encoder.submit({ label: 'tuning', list });
    await deviceWait(this.#gpu, this.#gpu.device.queue.onSubmittedWorkDone());
    return performance.now() - start;
  }
}
