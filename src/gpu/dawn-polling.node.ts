/**
 * How long Dawn asks its devices without a pause, in milliseconds: as long as the steps of small models take, which would
 * otherwise end a pause late.
 */
const EAGER_MS = 4;

/** The shortest pause that a timer gives. */
const PAUSE_MS = 1;

type Callback = (...args: unknown[]) => void;

/** What the pace is made of; a test has its own. */
export interface Pace {
  readonly immediately: (callback: Callback, ...args: unknown[]) => unknown;
  readonly after: (callback: Callback, ms: number) => unknown;
  /** Milliseconds. */
  readonly now: () => number;
}

/**
 * A `setImmediate` in whose hands Dawn's polling takes pauses once a wait has lasted `EAGER_MS`; whatever else is asked of it happens
 * immediately.
 *
 * Dawn in Node learns that work is done by asking for it again on every turn of the event loop, through the global `setImmediate`: a
 * poll asks for the next one. On a GPU that costs nothing but a core. A software adapter computes and compiles on the same cores, of
 * which polling took every second one (measured on two: 42 % of the processor time of a test file that compiles 61 kernels).
 */
export function pausingPolls({ immediately, after, now }: Pace): Pace['immediately'] {
  let polling = false;
  let since = 0;
  return (callback, ...args) => {
    if (!isNative(callback)) return immediately(callback, ...args);
    // Asked for by a poll it continues a wait, else it begins one.
    if (!polling) since = now();
    const poll = () => {
      polling = true;
      try {
        callback(...args);
      } finally {
        polling = false;
      }
    };
    return now() - since < EAGER_MS ? immediately(poll) : after(poll, PAUSE_MS);
  };
}

/** Dawn's polls are functions of its library, as a promise's resolve function is of the engine, which asks for nothing further. */
function isNative(callback: Callback): boolean {
  return Function.prototype.toString.call(callback).endsWith('{ [native code] }');
}

let paused = false;

/** From now on Dawn's polling in this process takes pauses. For software adapters: a GPU's shortest steps would end late. */
export function pausePolling(): void {
  if (paused) return;
  paused = true;
  const own = globalThis.setImmediate;
  const pausing = pausingPolls({ immediately: own, after: setTimeout, now: () => performance.now() });
  globalThis.setImmediate = Object.defineProperties(
    pausing,
    Object.getOwnPropertyDescriptors(own),
  ) as typeof setImmediate;
}
