import type { Gate } from '../gate.ts';

/** Longest single wait, so that whoever waits looks round now and then. */
const LONGEST_MS = 250;

/** Until `performance.now()` has reached `due`, or the gate calls back. Throws the signal's reason. */
export async function sleepUntil(
  due: number,
  signal: AbortSignal | undefined,
  gate: Gate | null = null,
): Promise<void> {
  for (let left = due - performance.now(); left > 0; left = due - performance.now()) {
    signal?.throwIfAborted();
    if (gate?.callsBack) return;
    const wait = Math.min(left, LONGEST_MS);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, wait);
      const unwatch = gate?.onPause(done);
      function done() {
        clearTimeout(timer);
        unwatch?.();
        signal?.removeEventListener('abort', done);
        resolve();
      }
      signal?.addEventListener('abort', done);
    });
  }
  signal?.throwIfAborted();
}
