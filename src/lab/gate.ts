/** Stands before every step of a run: open, shut, or let through one step at a time. */
export class Gate {
  #open = true;
  #passes = 0;
  /** Whether whoever was let through last came by `step`. */
  #stepped = false;
  readonly #watching = new Set<() => void>();
  #wake: (() => void) | null = null;

  /** Whether whoever comes now has to wait. */
  get shut(): boolean {
    return !this.#open && this.#passes === 0;
  }

  /** Whether whoever was let through and only waits is to come back: not one that was let through by itself. */
  get callsBack(): boolean {
    return this.shut && !this.#stepped;
  }

  /** Shuts before the next step. */
  pause(): void {
    this.#open = false;
    this.#passes = 0;
    this.#stepped = false;
    for (const hear of [...this.#watching]) hear();
  }

  /** Hears of each pause until it is told to stop. */
  onPause(hear: () => void): () => void {
    this.#watching.add(hear);
    return () => this.#watching.delete(hear);
  }

  resume(): void {
    this.#open = true;
    this.#passes = 0;
    this.#wake?.();
  }

  /** Lets one more step through, and shuts behind it where it was open. */
  step(): void {
    this.#open = false;
    this.#passes++;
    this.#stepped = true;
    this.#wake?.();
  }

  /** Resolves when a step may be taken. Throws the signal's reason where aborted, also while it waits. One caller at a time. */
  async pass(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const wake = () => this.#wake?.();
    signal?.addEventListener('abort', wake);
    try {
      while (this.shut) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        signal?.throwIfAborted();
      }
    } finally {
      this.#wake = null;
      signal?.removeEventListener('abort', wake);
    }
    if (!this.#open) this.#passes--;
  }
}
