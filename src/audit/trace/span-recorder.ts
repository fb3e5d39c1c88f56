import { type KernelStamp, STEP_PARTS, type StepLaps } from '../../steps/step-laps.ts';
import type { Attributes } from '../otlp/attributes.ts';

/** What was recorded, before anything is made of it. */
export interface Recorded {
  readonly name: string;
  readonly parent: Recorded | null;
  /** A part that was told once it was over; null: a stretch that was opened and closed. */
  readonly layer: number | null | undefined;
  readonly begin: number;
  end: number;
  attributes?: Attributes | undefined;
  /** What the device did meanwhile, by its own clock. */
  kernels?: readonly KernelStamp[];
}

/**
 * Records what happens on one thread as it happens: stretches that lie within each other, and parts within them, which follow one another.
 * A part costs one look at the clock and one object; whoever records nothing has no recorder at all.
 */
export class SpanRecorder implements StepLaps {
  /** Milliseconds since 1970 at the recorder's zero. */
  readonly at: number;
  readonly recorded: Recorded[] = [];
  readonly kernels: ((stamps: readonly KernelStamp[]) => void) | undefined;
  readonly #zero = performance.now();
  #open: Recorded | null = null;
  #last = 0;
  #readback: Recorded | null = null;

  /** `byDevice`: whether kernels are to be timed one by one, which makes a pass of each. */
  constructor({ byDevice = true } = {}) {
    this.at = performance.timeOrigin + this.#zero;
    this.kernels = byDevice
      ? (stamps) => {
          if (this.#readback) this.#readback.kernels = stamps;
        }
      : undefined;
  }

  /** Milliseconds since the zero. */
  now(): number {
    return performance.now() - this.#zero;
  }

  /** Opens a stretch within the one that is open. */
  begin(name: string, attributes?: Attributes): void {
    const begin = this.now();
    const { recorded } = this;
    this.#open = { name, parent: this.#open, layer: undefined, begin, end: begin, attributes };
    recorded.push(this.#open);
    this.#last = begin;
  }

  /** Closes the stretch that is open. Throws RangeError where none is. */
  end(attributes?: Attributes): void {
    const open = this.#open;
    if (!open) throw new RangeError('no span is open');
    open.end = this.now();
    if (attributes) open.attributes = { ...open.attributes, ...attributes };
    this.#open = open.parent;
    this.#last = open.end;
  }

  /** What ran since the last call was this part. */
  lap(part: string, layer: number | null = null): void {
    const end = this.now();
    const span: Recorded = { name: part, parent: this.#open, layer, begin: this.#last, end };
    this.recorded.push(span);
    this.#last = end;
    if (part === STEP_PARTS.readback) this.#readback = span;
  }
}
