import { Gate } from '../lab/gate.ts';
import { Aside, type PieceName } from './aside.ts';
import type { Fault } from './fault.ts';
import { failed, type Outcome, outcome } from './outcome.ts';

/**
 * Whose turn it is: one piece of long work at a time, which can be held, stepped and cancelled; beside it, while there is
 * none, work that gives way.
 */
export class Turns {
  readonly #aside = new Aside();
  readonly #drop: () => void;
  #gate = new Gate();
  #stop: AbortController | null = null;

  /** `drop` is called where a fault leaves the engine in doubt. */
  constructor(drop: () => void) {
    this.#drop = drop;
  }

  /** Refused while another piece is under way; ends what runs beside. `gate` stands before each of its steps. */
  async alone<Value>(work: (signal: AbortSignal, gate: Gate) => Promise<Value>): Promise<Outcome<Value>> {
    if (this.#stop) return underWay();
    // Its turn is taken before it is waited for: what is asked meanwhile, to cancel or to hold it too, is asked of this piece.
    const [stop, gate] = [new AbortController(), new Gate()];
    [this.#stop, this.#gate] = [stop, gate];
    await this.#aside.giveWay();
    const result = await outcome(() => {
      stop.signal.throwIfAborted();
      return work(stop.signal, gate);
    });
    this.#stop = null;
    return this.#ended(result, stop.signal.aborted, ['gpu', 'internal']);
  }

  /** Long work, after what was asked for before; refused while a piece that is `alone` is under way. */
  async besides<Value>(
    name: PieceName,
    work: (signal: AbortSignal) => Promise<Value>,
  ): Promise<Outcome<Value>> {
    if (this.#stop) return underWay();
    // Only being ended from outside ends work that has not begun.
    let stopped = (): boolean => true;
    const result = await outcome(() =>
      this.#aside.start(name, (signal) => {
        stopped = () => signal.aborted;
        return work(signal);
      }),
    );
    return this.#ended(result, stopped(), ['gpu']);
  }

  #ended<Value>(result: Outcome<Value>, stopped: boolean, inDoubt: readonly Fault['kind'][]): Outcome<Value> {
    if (result.ok) return result;
    if (stopped) return failed({ kind: 'cancelled', message: 'cancelled' });
    if (inDoubt.includes(result.fault.kind)) this.#drop();
    return result;
  }

  pause(): void {
    this.#gate.pause();
  }

  resume(): void {
    this.#gate.resume();
  }

  step(): void {
    this.#gate.step();
  }

  cancel(): void {
    this.#stop?.abort();
  }

  /** Ends work beside, of a lane or of one key in it. */
  end(name: PieceName): void {
    this.#aside.end(name);
  }
}

function underWay(): Outcome<never> {
  return failed({ kind: 'internal', message: 'a run is already under way' });
}
