/** Takes a batch of events, in order; the next one is sent once this has resolved. */
export type Listener<Event> = (events: readonly Event[]) => void | Promise<void>;

/**
 * Sends events in batches. The next batch leaves when the listener has taken the last, so that a slow one gets fewer and larger
 * ones instead of a growing queue. Nothing is sent once a batch could not be sent or taken.
 */
export class EventStream<Event> {
  readonly #listener: Listener<Event>;
  #pending: Event[] = [];
  #sending: Promise<void> | null = null;
  #failure: { readonly error: unknown } | null = null;

  constructor(listener: Listener<Event>) {
    this.#listener = listener;
  }

  /** Throws what the listener threw at an earlier batch: work whose events are lost need not go on. */
  push(event: Event): void {
    this.#check();
    this.#pending.push(event);
    this.#sending ??= this.#drain();
  }

  /** Resolves once everything pushed has been taken. Throws what the listener threw. */
  async flush(): Promise<void> {
    await this.#sending;
    this.#check();
  }

  /** Never rejects: an error waits for whoever pushes or flushes next. */
  async #drain(): Promise<void> {
    try {
      while (this.#pending.length > 0) {
        const batch = this.#pending;
        this.#pending = [];
        await this.#listener(batch);
      }
    } catch (error) {
      this.#failure = { error };
    }
    this.#sending = null;
  }

  #check(): void {
    if (this.#failure) throw this.#failure.error;
  }
}
