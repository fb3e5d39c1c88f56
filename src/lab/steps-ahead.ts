import { cameTrue } from '../steps/ahead.ts';
import type { ArmRunner } from '../steps/engine.ts';
import type { StepOutput } from '../steps/step-output.ts';
import type { StepPlan } from '../steps/step-plan.ts';

interface UnderWay {
  readonly plan: StepPlan;
  readonly output: Promise<StepOutput>;
}

/**
 * Runs an arm's steps with one more under way where the engine takes that: while the host takes in what a step gave, the device
 * computes the next. What was computed ahead counts only if it is, to the last slot and token, the step that is asked for then;
 * else it is thrown away and the step is run, so that neither bits nor step log can tell.
 */
export class StepsAhead {
  readonly #runner: ArmRunner;
  #ahead: UnderWay | null = null;
  /** What the last step chose, in the order of its samples. */
  #chosen: readonly number[] = [];

  constructor(runner: ArmRunner) {
    this.#runner = runner;
  }

  /** `next`: the step after this one, planned ahead; null where it must not be. `repeated`: a step computed ahead was thrown away for this. */
  async run(
    plan: StepPlan,
    next: () => StepPlan | null,
  ): Promise<{ readonly output: StepOutput; readonly repeated: boolean }> {
    const held = this.#ahead && cameTrue(this.#ahead.plan, plan, this.#chosen) ? this.#ahead.output : null;
    const repeated = held === null && (await this.drop());
    const ahead = this.#runner.takesNext ? next() : null;
    const current = held ?? this.#runner.step(plan);
    this.#ahead = this.#start(ahead);
    const output = await current;
    this.#chosen = output.samples.map(({ token }) => token);
    return { output, repeated };
  }

  /** Waits for what is under way and throws it away; whether anything was. */
  async drop(): Promise<boolean> {
    const dropped = this.#ahead;
    this.#ahead = null;
    await dropped?.output.catch(() => undefined);
    return dropped !== null;
  }

  #start(plan: StepPlan | null): UnderWay | null {
    if (!plan) return null;
    const output = this.#runner.step(plan);
    // Nobody may come for it: the arm may be closed first. Whoever does hears why it failed.
    output.catch(() => undefined);
    return { plan, output };
  }
}
