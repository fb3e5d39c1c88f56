/**
 * Sends events in batches. The next batch leaves when the receiver has taken the last, so that a slow receiver gets fewer
 * and larger ones instead of a growing queue.
 */
export class EventStream<Event> {
  readonly #send: (batch: readonly Event[]) => Promise<void>;
  #pending: Event[] = [];
  #sending: Promise<void> | null = null;

  constructor(send: (batch: readonly Event[]) => Promise<void>) {
    this.#send = send;
  }

  push(event: Event): void {
    this.#pending.push(event);
    this.#sending ??= this.#drain();
  }

  /** Resolves once everything pushed has been taken; rejects where the receiver did. */
  async flush(): Promise<void> {
    await this.#sending;
  }

  async #drain(): Promise<void> {
    try {
      while (this.#pending.length > 0) {
        const batch = this.#pending;
        this.#pending = [];
        await this.#send(batch);
      }
    } finally {
      this.#sending = null;
    }
  }
}
