/**
 * What waits to be written to one client. Nobody is held up by a client who reads slowly: what it has not taken is kept up to a bound, and past
 * that its owner is told, once, and no more is taken for it.
 */
export class Outbox {
  readonly #most: number;
  readonly #full: () => void;
  readonly #waiting: string[] = [];
  #characters = 0;
  #wake: (() => void) | null = null;
  #ended: (() => void) | null = null;
  #state: 'open' | 'full' | 'ended' = 'open';

  /** `most`: characters. */
  constructor(most: number, full: () => void) {
    this.#most = most;
    this.#full = full;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** False where it is not taken any more. */
  put(text: string): boolean {
    if (this.#state !== 'open') return false;
    if (this.#characters + text.length > this.#most) {
      this.#state = 'full';
      this.#full();
      return false;
    }
    this.#take(text);
    return true;
  }

  /** `last` is written behind whatever waits, then nothing more; null: nothing is. Once. */
  end(last: string | null = null): void {
    if (this.#state === 'ended') return;
    if (last !== null) this.#take(last);
    this.#state = 'ended';
    this.#wake?.();
    this.#ended?.();
  }

  /** Called at the end, or at once where that has come. */
  onEnd(listener: () => void): void {
    if (this.#state === 'ended') listener();
    else this.#ended = listener;
  }

  /** Hands on what waits, piece by piece, until the end. `write` resolves once it may be called again. */
  async drainTo(write: (text: string) => Promise<unknown>): Promise<void> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next !== undefined) {
        this.#characters -= next.length;
        await write(next);
      } else if (this.#state === 'ended') return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #take(text: string): void {
    this.#waiting.push(text);
    this.#characters += text.length;
    this.#wake?.();
  }
}
