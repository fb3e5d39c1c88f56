import type { AskPiece } from './ask-server.ts';
import { type ServerClock, waitBy } from './clock.ts';
import type { ServerAsk, ServerOutcome } from './server-types.ts';
import type { TrafficAsk, TrafficRound } from './traffic-types.ts';

export interface RoundOutcome {
  readonly arm: string;
  readonly repeat: number;
  readonly asks: readonly TrafficOutcome[];
}

export interface TrafficOutcome {
  readonly request: string;
  readonly role: TrafficAsk['role'];
  /** Milliseconds after the round began at which it was sent. */
  readonly sent: number;
  readonly outcome: ServerOutcome;
}

export interface TrafficRun {
  readonly ask: (ask: ServerAsk, onPiece: (piece: AskPiece) => void) => Promise<ServerOutcome>;
  readonly clock: ServerClock;
  readonly signal: AbortSignal | undefined;
  readonly onOutcome?: (done: number, outcome: ServerOutcome) => void;
}

/** Sends rounds one after the other, each when the last answer of the one before has come. Throws the signal's reason. */
export async function runTraffic(rounds: readonly TrafficRound[], run: TrafficRun): Promise<RoundOutcome[]> {
  const outcomes: RoundOutcome[] = [];
  let done = 0;
  const onOutcome = (outcome: ServerOutcome) => run.onOutcome?.(++done, outcome);
  for (const { arm, repeat, asks, atOnce } of rounds) {
    run.signal?.throwIfAborted();
    const gate = new Gate(atOnce, asks.length);
    const began = run.clock.now();
    const sent = asks.map((each) => sendOne(each, run, gate, began, onOutcome));
    outcomes.push({ arm, repeat, asks: await Promise.all(sent) });
  }
  return outcomes;
}

async function sendOne(
  { request, role, ask, arrival }: TrafficAsk,
  { clock, signal, ...run }: TrafficRun,
  gate: Gate,
  began: number,
  onOutcome: (outcome: ServerOutcome) => void,
): Promise<TrafficOutcome> {
  if ('pieces' in arrival) await gate.reached(arrival.pieces, signal);
  else if (arrival.ms > 0) await waitBy(clock, arrival.ms - (clock.now() - began), signal);
  await gate.enter(signal);
  try {
    const sent = clock.now() - began;
    let pieces = 0;
    const outcome = await run.ask(ask, () => gate.tell(++pieces));
    onOutcome(outcome);
    return { request, role, sent, outcome };
  } finally {
    gate.leave();
  }
}

/** Lets in so many at once, in the order they came, and those that wait for answers to have grown. */
class Gate {
  #free: number;
  #left: number;
  #pieces = 0;
  #waiting: (() => void)[] = [];
  #growing: { readonly pieces: number; readonly go: () => void }[] = [];

  constructor(atOnce: number, asks: number) {
    this.#free = atOnce;
    this.#left = asks;
  }

  enter(signal: AbortSignal | undefined): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve);
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }

  leave(): void {
    this.#left--;
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
    this.#goOn();
  }

  /** Waits until any answer has so many pieces, or all others have ended. */
  reached(pieces: number, signal: AbortSignal | undefined): Promise<void> {
    if (pieces <= this.#pieces) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#growing.push({ pieces, go: resolve });
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      this.#goOn();
    });
  }

  /** Where nobody is left who could bring more pieces, those who wait for the fewest are next. */
  #goOn(): void {
    if (this.#growing.length === 0 || this.#left > this.#growing.length) return;
    this.tell(this.#growing.reduce((least, { pieces }) => Math.min(least, pieces), Number.POSITIVE_INFINITY));
  }

  tell(pieces: number): void {
    this.#pieces = Math.max(this.#pieces, pieces);
    const ready = this.#growing.filter((each) => each.pieces <= this.#pieces);
    this.#growing = this.#growing.filter((each) => each.pieces > this.#pieces);
    for (const { go } of ready) go();
  }
}
