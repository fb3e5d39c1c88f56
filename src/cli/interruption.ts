import { programName } from './program.ts';
import { clearProgress, endProgress, note } from './terminal.ts';

/** What the shell reports of a process that the signal ended. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type Signal = keyof typeof SIGNALS;
const NAMES = Object.keys(SIGNALS) as Signal[];

/** How long work that has been told to end may take to do so, in milliseconds. */
let grace = 3000;

const controller = new AbortController();
const cleanups = new Set<() => void>();
let code: number | null = null;
/** More than none: what is under way had better be ended by the signal itself. */
let defenceless = 0;
let watching = false;
/** What an interrupted process leaves behind, in words. */
let left = 'nothing was written';
/** What a process that was told to end says by its code, where that is another than the shell's. */
let ended: number | null = null;

/** Aborted by the first signal to end. */
export const interruption = controller.signal;

/** The exit code of an interrupted process; null where nobody interrupted it. */
export function interruptedCode(): number | null {
  return code;
}

/**
 * Watches for signals. The first aborts `interruption` and puts things in order at once: the terminal, and files half written.
 * From then on no handler is left, so that the second ends the process whatever it is at, as does the end of the grace.
 */
export function watchSignals(): void {
  watching = true;
  for (const name of NAMES) process.on(name, onSignal);
}

/**
 * Leaves signals to the system while `work` goes on: a handler would not be called before synchronous work had ended, and
 * hashing gigabytes takes seconds. For work that leaves nothing to put in order. Rejects, without beginning, where a signal has come.
 */
export async function endedAtOnce<Result>(work: () => Promise<Result>): Promise<Result> {
  await heard();
  if (code !== null) throw new Error('interrupted');
  leave();
  try {
    return await work();
  } finally {
    resume();
  }
}

/**
 * The same of work that does not wait, a stranger's patterns over a long text. A signal that came earlier in the same turn of the event
 * loop is lost: only for what may take so long that nobody could end it otherwise.
 */
export function endedAtOnceInTurn<Result>(work: () => Result): Result {
  leave();
  try {
    return work();
  } finally {
    resume();
  }
}

/**
 * Waits until every signal that has come was told of. One that the system has delivered waits for the event loop to look, and is dropped
 * where its handler goes before. Two turns, since the first may already have looked.
 */
async function heard(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise<void>((resolve) => void setImmediate(resolve));
}

/** Calls `cleanup`, which must not wait for anything, where a signal comes before the function returned is called. */
export function whenInterrupted(cleanup: () => void): () => void {
  cleanups.add(cleanup);
  return () => void cleanups.delete(cleanup);
}

/** Lets work that ends in good order take so many milliseconds for it: answers under way, which others wait for. */
export function allowGrace(milliseconds: number): void {
  grace = milliseconds;
}

function onSignal(name: Signal): void {
  // Two that came while the thread was busy are told of one after the other.
  if (code !== null) {
    endWith(name);
    return;
  }
  code = codeOf(name);
  for (const cleanup of cleanups) cleanup();
  endProgress();
  // Those told of by now have been heard; from here on the system's own handling is the only one that cannot be kept waiting.
  setImmediate(() => {
    unwatch();
    controller.abort(new Error('interrupted'));
  });
  // What waits in the system for ever, on a fifo, would hold up any other end.
  setTimeout(() => endWith(name), grace).unref();
}

function endWith(name: Signal): void {
  unwatch();
  sayInterrupted();
  // A shell's own code says the same as the signal, and whoever waits can tell the two apart.
  if (codeOf(name) !== SIGNALS[name]) process.exit(codeOf(name));
  try {
    process.kill(process.pid, name);
  } catch {
    // Deno asks for a permission that this takes.
    process.exit(SIGNALS[name]);
  }
}

export function sayInterrupted(): void {
  note(`${programName()}: interrupted; ${left}`);
}

/** What is left behind from here on, where something is: words that follow "interrupted;". @returns what takes them back */
export function leavesBehind(words: string): () => void {
  const before = left;
  left = words;
  return () => {
    left = before;
  };
}

function codeOf(name: Signal): number {
  return name === 'SIGTERM' && ended !== null ? ended : SIGNALS[name];
}

/** From here on a process that SIGTERM ends gives this code: what the signal means where batch systems send it. @returns what takes it back */
export function endsWithCode(code: number): () => void {
  ended = code;
  return () => {
    ended = null;
  };
}

function leave(): void {
  // Nobody will be there to put the terminal in order.
  if (defenceless++ > 0) return;
  clearProgress();
  unwatch();
}

/** In the next turn: what is left to the system again in this one finds no handler to take away, and loses no signal by it. */
function resume(): void {
  setImmediate(() => {
    if (--defenceless === 0 && watching && code === null)
      for (const name of NAMES) process.on(name, onSignal);
  });
}

function unwatch(): void {
  for (const name of NAMES) process.off(name, onSignal);
}
