import type { ServerClock } from './clock.ts';
import { type FaultError, faultError } from './faults.ts';

/** Milliseconds. */
export interface ServerTimeouts {
  /** Until the answer begins; what does not stream begins when it is done. */
  readonly begins: number;
  /** Between two pieces of an answer. */
  readonly silence: number;
  /** Of one try in all. */
  readonly whole: number;
}

export const USUAL_TIMEOUTS: ServerTimeouts = { begins: 300_000, silence: 60_000, whole: 600_000 };

/** Stops a try that takes too long. */
export class ServerWatch {
  readonly signal: AbortSignal;
  readonly #clock: ServerClock;
  readonly #timeouts: ServerTimeouts;
  readonly #stop = new AbortController();
  readonly #endWhole: () => void;
  #endPart: () => void;
  #late: FaultError | null = null;

  constructor(timeouts: ServerTimeouts, clock: ServerClock, signal: AbortSignal | undefined) {
    this.#clock = clock;
    this.#timeouts = timeouts;
    this.signal = signal ? AbortSignal.any([signal, this.#stop.signal]) : this.#stop.signal;
    const { begins, whole } = timeouts;
    this.#endWhole = clock.after(whole, () => this.#end(`expected an answer within ${seconds(whole)}`));
    this.#endPart = clock.after(begins, () =>
      this.#end(`expected an answer to begin within ${seconds(begins)}`),
    );
  }

  /** Something came. */
  readonly heard = (): void => {
    this.#endPart();
    const { silence } = this.#timeouts;
    this.#endPart = this.#clock.after(silence, () =>
      this.#end(`nothing came for ${seconds(silence)} in the middle of the answer`),
    );
  };

  /** Why it was stopped; null: it was not. */
  readonly stopped = (): FaultError | null => this.#late;

  end(): void {
    this.#endPart();
    this.#endWhole();
  }

  #end(message: string): void {
    this.#late ??= faultError('timeout', message, true);
    this.#stop.abort(this.#late);
  }
}

function seconds(milliseconds: number): string {
  return `${milliseconds / 1000} s`;
}
