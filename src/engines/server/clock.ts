/** What asking a server goes by. */
export interface ServerClock {
  /** Milliseconds, from anywhere. */
  now(): number;
  /** Runs something once, some milliseconds from now; what it returns ends the waiting. */
  after(milliseconds: number, run: () => void): () => void;
}

export const REAL_CLOCK: ServerClock = {
  now: () => performance.now(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Throws the signal's reason. */
export function waitBy(clock: ServerClock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const end = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.after(milliseconds, () => {
      signal?.removeEventListener('abort', end);
      resolve();
    });
    signal?.addEventListener('abort', end, { once: true });
  });
}
