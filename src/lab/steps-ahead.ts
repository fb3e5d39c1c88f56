import { cameTrue } from '../steps/ahead.ts';
import type { ArmRunner } from '../steps/engine.ts';
import type { StepOutput } from '../steps/step-output.ts';
import type { StepPlan } from '../steps/step-plan.ts';
import type { StepClock, Timed } from './step-clock.ts';

interface UnderWay {
  readonly plan: StepPlan;
  readonly timed: Promise<Timed<StepOutput>>;
}

/**
 * Runs an arm's steps with one more under way where the engine takes that: while the host takes in what a step gave, the device
 * computes the next. What was computed ahead counts only if it is, to the last slot and token, the step that is asked for then;
 * else it is thrown away and the step is run, so that neither bits nor step log can tell.
 */
export class StepsAhead {
  readonly #runner: Pick<ArmRunner, 'step' | 'takesNext'>;
  readonly #clock: StepClock;
  #ahead: UnderWay | null = null;
  /** What the last step chose, in the order of its samples. */
  #chosen: readonly number[] = [];

  constructor(runner: Pick<ArmRunner, 'step' | 'takesNext'>, clock: StepClock) {
    this.#runner = runner;
    this.#clock = clock;
  }

  /**
   * `next`: the step after this one, planned ahead; null where it must not be. `repeated`: a step computed ahead was thrown away for this,
   * which its time is then part of.
   */
  async run(
    plan: StepPlan,
    next: () => StepPlan | null,
  ): Promise<Timed<StepOutput> & { readonly repeated: boolean }> {
    const held = this.#ahead && cameTrue(this.#ahead.plan, plan, this.#chosen) ? this.#ahead.timed : null;
    const dropped = held === null ? await this.drop() : null;
    const ahead = this.#runner.takesNext ? next() : null;
    const current = held ?? this.#step(plan);
    this.#ahead = this.#start(ahead);
    const { output, milliseconds } = await current;
    this.#chosen = output.samples.map(({ token }) => token);
    return { output, milliseconds: milliseconds + (dropped ?? 0), repeated: dropped !== null };
  }

  /** Waits for what is under way and throws it away; how long that was computed, null where nothing was. */
  async drop(): Promise<number | null> {
    const dropped = this.#ahead;
    this.#ahead = null;
    if (!dropped) return null;
    return await dropped.timed.then(
      ({ milliseconds }) => milliseconds,
      () => 0,
    );
  }

  #step(plan: StepPlan): Promise<Timed<StepOutput>> {
    return this.#clock.time(() => this.#runner.step(plan));
  }

  #start(plan: StepPlan | null): UnderWay | null {
    if (!plan) return null;
    const timed = this.#step(plan);
    // Nobody may come for it: the arm may be closed first. Whoever does hears why it failed.
    timed.catch(() => undefined);
    return { plan, timed };
  }
}
