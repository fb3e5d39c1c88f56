import type { Engine } from '../steps/engine.ts';

/** What was computed, and how long that took. */
export interface Timed<T> {
  readonly output: T;
  readonly milliseconds: number;
}

/**
 * Tells the times of steps apart that are under way together. An engine runs them one after the other, in the order in which they were
 * asked for, so that a step's own time begins when it is asked for or when the step before it has ended, whichever is later: the time
 * that its caller waits would be next to nothing for what was computed while another arm was waited for.
 */
export class StepClock {
  #free = 0;

  async time<T>(run: () => Promise<T>): Promise<Timed<T>> {
    const asked = performance.now();
    const output = await run();
    const ended = performance.now();
    const milliseconds = Math.max(0, ended - Math.max(asked, this.#free));
    this.#free = ended;
    return { output, milliseconds };
  }
}

const clocks = new WeakMap<Engine, StepClock>();

/** The one clock of an engine's arms. */
export function clockOf(engine: Engine): StepClock {
  const clock = clocks.get(engine) ?? new StepClock();
  clocks.set(engine, clock);
  return clock;
}
