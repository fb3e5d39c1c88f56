import type { Serving } from '../../steps/serving.ts';
import { Gate } from '../gate.ts';

/** How fast a virtual clock may go. */
export interface Pace {
  /** Milliseconds of the clock for one of life; null: as fast as steps are computed. */
  readonly speed: number | null;
}

/** What holds up, hurries or switches a run under way; asked before each step. */
export class LoadControl implements Pace {
  readonly gate: Gate;
  #speed: number | null;
  /** By arm, how its next steps are to be served. */
  readonly #switches = new Map<string, Serving>();

  constructor(gate: Gate = new Gate(), speed: number | null = null) {
    this.gate = gate;
    this.#speed = checkedSpeed(speed);
  }

  get speed(): number | null {
    return this.#speed;
  }

  /** Throws RangeError unless it is a number above 0, or null. */
  set speed(speed: number | null) {
    this.#speed = checkedSpeed(speed);
  }

  /** From the arm's next step on. */
  serve(arm: string, serving: Serving): void {
    this.#switches.set(arm, serving);
  }

  /** What an arm is to switch to now; null where it goes on as it is. */
  takeSwitch(arm: string): Serving | null {
    const serving = this.#switches.get(arm) ?? null;
    this.#switches.delete(arm);
    return serving;
  }
}

function checkedSpeed(speed: number | null): number | null {
  if (speed !== null && !(Number.isFinite(speed) && speed > 0))
    throw new RangeError(`speed: expected a number above 0, or null, found ${speed}`);
  return speed;
}
