interface Piece {
  readonly stop: AbortController;
  readonly over: Promise<unknown>;
}

/** Long work that gives way: one piece at a time, and the next one, or a run, ends it. */
export class Aside {
  #current: Piece | null = null;

  /** Starts once the piece under way has ended. Throws what the work throws, and the signal's reason where it gave way before. */
  async start<Value>(work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    const before = this.#current;
    before?.stop.abort();
    const stop = new AbortController();
    const result = (async () => {
      await before?.over;
      stop.signal.throwIfAborted();
      return await work(stop.signal);
    })();
    const piece = { stop, over: result.catch(() => undefined) };
    this.#current = piece;
    try {
      return await result;
    } finally {
      if (this.#current === piece) this.#current = null;
    }
  }

  /** Aborts what is under way; resolves when it has ended. */
  async giveWay(): Promise<void> {
    this.#current?.stop.abort();
    await this.#current?.over;
  }
}
