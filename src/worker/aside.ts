/** Whose work: a later piece of a lane that keeps only its latest ends the one before. */
export type Lane = 'compare' | 'microscope' | 'workbench' | 'arithmetic';

const LATEST_ONLY: readonly Lane[] = ['microscope', 'workbench'];

/** Names a piece of work, so that it can be ended by itself. */
export interface PieceName {
  readonly lane: Lane;
  readonly key?: string;
}

interface Piece extends PieceName {
  readonly stop: AbortController;
  /** Resolves when this piece and all before it have ended. */
  readonly over: Promise<unknown>;
}

/** Long work that gives way to a run: one piece at a time, the others wait in the order in which they were asked for. */
export class Aside {
  readonly #pieces = new Set<Piece>();

  /** Starts once every piece before has ended. Throws what the work throws, and the signal's reason where it was ended before. */
  async start<Value>(name: PieceName, work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    if (LATEST_ONLY.includes(name.lane)) this.end({ lane: name.lane });
    const stop = new AbortController();
    const { signal } = stop;
    const before = Promise.all([...this.#pieces].map(({ over }) => over));
    const result = (async () => {
      await Promise.race([before, aborted(signal)]);
      signal.throwIfAborted();
      return await work(signal);
    })();
    const piece = { ...name, stop, over: Promise.allSettled([before, result]) };
    this.#pieces.add(piece);
    try {
      return await result;
    } finally {
      void piece.over.then(() => this.#pieces.delete(piece));
    }
  }

  /** Aborts the pieces of a lane, or the one of that key. */
  end({ lane, key }: PieceName): void {
    for (const piece of this.#pieces) {
      if (piece.lane === lane && (key === undefined || piece.key === key)) piece.stop.abort();
    }
  }

  /** Aborts all that is under way or waits; resolves when it has ended. */
  async giveWay(): Promise<void> {
    for (const { stop } of this.#pieces) stop.abort();
    await Promise.all([...this.#pieces].map(({ over }) => over));
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
