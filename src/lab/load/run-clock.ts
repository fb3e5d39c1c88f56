import type { Gate } from '../gate.ts';
import type { Pace } from './load-control.ts';
import { sleepUntil } from './sleep.ts';

/** The clock of an arm's run, in milliseconds since its start. */
export interface RunClock {
  readonly kind: 'virtual' | 'real';
  now(): number;
  /** A step has ended that began at `began`: how long it took on this clock, more than 0. `cost`: what a table says of it. */
  took(began: number, cost: () => number): Promise<number>;
  /** Nothing is to be done before `ms`; a real clock comes back sooner where the run is held. Throws the signal's reason. */
  waitUntil(ms: number, signal: AbortSignal | undefined): Promise<void>;
  /** The same while steps are under way: the clock goes on to `ms` at its pace. */
  reach(ms: number, signal: AbortSignal | undefined): Promise<void>;
  /** Stands still while the run is held; `resume` lets it go on from where it stood. */
  hold(): void;
  resume(): void;
}

/**
 * A step takes what the table says, and gaps without work are jumped. Where a pace is set the run is held back to it, never hurried: it
 * cannot be faster than the device computes.
 */
export class VirtualClock implements RunClock {
  readonly kind = 'virtual';
  readonly #pace: Pace;
  #now: number;
  /** Where clock and life were last brought together. */
  #anchor: { readonly clock: number; readonly life: number; readonly speed: number | null } | null = null;

  constructor(pace: Pace, start = 0) {
    this.#pace = pace;
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  async took(began: number, cost: () => number): Promise<number> {
    const milliseconds = cost();
    this.#now = began + milliseconds;
    await this.#keepPace(milliseconds);
    return milliseconds;
  }

  waitUntil(ms: number): Promise<void> {
    this.#now = Math.max(this.#now, ms);
    this.#anchor = null;
    return Promise.resolve();
  }

  async reach(ms: number): Promise<void> {
    const passed = Math.max(0, ms - this.#now);
    this.#now = Math.max(this.#now, ms);
    await this.#keepPace(passed);
  }

  hold(): void {
    this.#anchor = null;
  }

  resume(): void {
    this.#anchor = null;
  }

  async #keepPace(milliseconds: number): Promise<void> {
    const { speed } = this.#pace;
    if (this.#anchor?.speed !== speed) {
      this.#anchor = { clock: this.#now - milliseconds, life: performance.now(), speed };
    }
    if (speed === null || !this.#anchor) return;
    const due = this.#anchor.life + (this.#now - this.#anchor.clock) / speed;
    // Fallen behind, it does not hurry afterwards.
    if (due < performance.now()) this.#anchor = { clock: this.#now, life: performance.now(), speed };
    else await sleepUntil(due, undefined);
  }
}

/** As it happens. */
export class RealClock implements RunClock {
  readonly kind = 'real';
  readonly #gate: Gate;
  #started: number;
  #held: number | null = null;

  /** `gate`: who shuts it is not kept waiting until somebody comes. */
  constructor(gate: Gate, start = 0) {
    this.#gate = gate;
    this.#started = performance.now() - start;
  }

  now(): number {
    return (this.#held ?? performance.now()) - this.#started;
  }

  async took(began: number): Promise<number> {
    // A step may end within one tick of a browser's coarse clock, and nothing takes no time.
    while (this.now() <= began) await sleepUntil(performance.now() + 0.05, undefined);
    return this.now() - began;
  }

  async waitUntil(ms: number, signal: AbortSignal | undefined): Promise<void> {
    await sleepUntil(this.#started + ms, signal, this.#gate);
  }

  async reach(ms: number, signal: AbortSignal | undefined): Promise<void> {
    await this.waitUntil(ms, signal);
  }

  hold(): void {
    this.#held ??= performance.now();
  }

  resume(): void {
    if (this.#held !== null) this.#started += performance.now() - this.#held;
    this.#held = null;
  }
}
