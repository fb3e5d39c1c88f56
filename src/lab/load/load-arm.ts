import type { LoadStep, Shadow } from '../../results/load/load-record.ts';
import { outcomeOf, toldSamples } from '../../steps/acceptance.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { commit } from '../../steps/commit.ts';
import { stepBits } from '../../steps/dynamic-widths.ts';
import { heldReferences } from '../../steps/held.ts';
import { addRequests, drainFinished, isDone, type QueueState } from '../../steps/queue.ts';
import { goingOn, without, withoutCache } from '../../steps/queue-changes.ts';
import { sampledOutput } from '../../steps/sampled-output.ts';
import { schedule } from '../../steps/scheduler.ts';
import { mostPositions } from '../../steps/step-bounds.ts';
import type { StepOutput } from '../../steps/step-output.ts';
import { isIdle, onlyRefuses, type StepPlan } from '../../steps/step-plan.ts';
import { type Drafted, undrafted, verifiedDrafts } from '../speculation/speculator.ts';
import { verifiedSamples, verifiedWindow } from '../verified-window.ts';
import { arrivedBy, forget, leave } from './arrivals.ts';
import { KeptBlocks } from './faulty-build.ts';
import type { LiveRequest } from './live-request.ts';
import type { LoadArmParts } from './load-arm-parts.ts';
import { LoadRun } from './load-run.ts';
import { loadStep, ownersOf } from './load-step.ts';
import { type Occupancy, occupancyOf } from './occupancy.ts';
import { NONE_LOWERED } from './resumed.ts';
import { takeDrops } from './step-drops.ts';

/** One arm under load: its queue, its clock and the state of its engine. What it gives goes to its ledger. */
export class LoadArmRun extends LoadRun {
  #state: QueueState;
  readonly #kept: KeptBlocks;

  constructor(parts: LoadArmParts) {
    super(parts);
    this.#kept = new KeptBlocks(parts.build);
    const { step = 0, lowered = NONE_LOWERED } = parts.resumed ?? {};
    this.#state = goingOn(parts.arm.spec.limits, { step, lowered: lowered.own });
  }

  /** Takes a step, or waits for the next request; false once nobody is left and nobody comes. Throws the engine's errors. */
  async advance(): Promise<boolean> {
    const { clock, signal, arm } = this.parts;
    signal?.throwIfAborted();
    this.switchServing();
    await this.#takeArrivals();
    const now = { step: this.#state.step, ms: clock.now() };
    const drafted = await this.#draft();
    const plan = schedule(drafted.state, arm.spec.limits, this.serving, now);
    if (isIdle(plan)) return await this.#waitForNext();
    const at = now.ms;
    this.ledger.planned(plan, this.#state.step, at);
    if (onlyRefuses(plan)) {
      this.#state = commit(this.#state, plan, new Map());
      await this.#drain(at);
      return true;
    }
    const output = await this.#compute(plan);
    if (output) await this.#takeIn(drafted, plan, output, at);
    return true;
  }

  close(): void {
    this.parts.device.close();
  }

  get occupancy(): Occupancy {
    return occupancyOf(this.#state);
  }

  protected override get held(): number {
    return heldReferences(this.#state) - this.#kept.count;
  }

  /** On another device a draft model begins anew. */
  async #draft(): Promise<Drafted> {
    const { speculator } = this.parts;
    try {
      return (await speculator?.draft(this.#state)) ?? undrafted(this.#state);
    } catch (error) {
      await this.#replaceDevice(error);
      return undrafted(this.#state);
    }
  }

  async #takeArrivals(): Promise<void> {
    const now = { step: this.#state.step, ms: this.now };
    const requests = await arrivedBy(now, this.parts, this.ledger);
    if (requests.length > 0) {
      const { limits } = this.parts.arm.spec;
      this.#state = addRequests(this.#state, requests, limits, this.serving.memory);
    }
    for (const { id, end } of this.takeCancelled()) this.#state = without(this.#state, id, end);
    await this.#drain(this.now);
  }

  async #drain(at: number): Promise<void> {
    const [finished, state] = drainFinished(this.#state);
    this.#state = state;
    forget(finished, this.parts.device);
    await leave(finished, at, this.parts, this.ledger);
  }

  /** Nothing can be done before somebody comes. */
  async #waitForNext(): Promise<boolean> {
    const { source, clock, signal } = this.parts;
    const next = source.next();
    if (next === null) {
      if (isDone(this.#state)) return false;
      throw new Error(`${this.name}: the scheduler has requests and plans no step`);
    }
    if ('step' in next) this.#state = { ...this.#state, step: Math.max(this.#state.step, next.step) };
    else if ('ms' in next) await clock.waitUntil(next.ms, signal);
    else if (isDone(this.#state)) await next.any();
    else throw new Error(`${this.name}: the scheduler has requests and plans no step`);
    return true;
  }

  /** Null where the device was lost over it: another one is there, and whoever ran is computed again. */
  async #compute(plan: StepPlan): Promise<StepOutput | null> {
    // A step that only takes blocks away computes nothing, and engines expect rows.
    if (plan.slices.length === 0 && !plan.moves?.length) return { samples: [], plans: {} };
    try {
      const { device, arm } = this.parts;
      return sampledOutput(await device.runner.step(plan), plan, arm.spec.decoding);
    } catch (error) {
      await this.#replaceDevice(error);
      return null;
    }
  }

  /** Throws the error where it does not say that the device was lost. */
  async #replaceDevice(error: unknown): Promise<void> {
    const { device, arm } = this.parts;
    const replaced = await device.replace(error);
    if (!replaced) throw error;
    this.#state = withoutCache(this.#state, arm.spec.limits);
    this.ledger.deviceReplaced(this.#state.waiting.length, replaced.message, this.now);
  }

  /** Nothing where the device was lost over it: what the step gave has been taken in. */
  async #look(
    samples: StepOutput['samples'],
    live: ReadonlyMap<string, LiveRequest>,
  ): Promise<readonly Shadow[]> {
    const { shadows, device } = this.parts;
    try {
      const looked = { samples, live, loaded: device.runner, policy: this.serving.policy };
      return (await shadows?.compare(looked)) ?? [];
    } catch (error) {
      await this.#replaceDevice(error);
      return [];
    }
  }

  /** On a virtual clock a draft model's steps take what its table says, and looking text up nothing. */
  #drafting({ drafting, steps }: Drafted): Drafted['drafting'] {
    const { cost, draftCost } = this.parts;
    if (!cost) return drafting;
    return { ...drafting, milliseconds: steps.reduce((sum, plan) => sum + draftCost!.of(plan), 0) };
  }

  async #takeIn(drafted: Drafted, plan: StepPlan, output: StepOutput, at: number): Promise<void> {
    const { clock, cost, arm, speculator } = this.parts;
    const drafting = this.#drafting(drafted);
    const milliseconds = await clock.took(at, () => cost!.of(plan) + drafting.milliseconds);
    const before = drafted.state;
    const accepted =
      speculator?.accepted(before, plan, output.samples) ?? verifiedSamples(before, plan, output.samples);
    const samples = toldSamples(plan, accepted);
    const window = verifiedWindow(before, plan, samples);
    const verified = verifiedDrafts(plan, samples);
    speculator?.count(plan, samples, drafting, Math.max(0, milliseconds - drafting.milliseconds));
    const leaked = this.#kept.count;
    const state = this.#kept.keep(commit(before, plan, outcomeOf(plan, accepted)), plan);
    this.#state = state;
    const planIndex = this.planIndex(output.plans);
    const live = new Map(this.ledger.live);
    const { limits } = arm.spec;
    const taken = {
      ...{ before, after: state, plan, at, milliseconds, planIndex },
      ...{ live, verified, drafting, window },
    };
    const pool = { blocks: limits.blocks, longest: mostPositions(limits), lent: limits.lent, leaked };
    const entry = {
      ...loadStep({ ...taken, pool }),
      ...takeDrops(output, plan, live),
      ...bitsOf(output, arm.spec),
    };
    const chosen = this.ledger.chosen(samples, before.step, at + milliseconds);
    const looked = await this.#look(samples, live);
    await this.#drain(at + milliseconds);
    await this.ledger.stepped(withShadows(entry, looked), chosen, () => ownersOf(taken));
  }
}

function bitsOf(output: StepOutput, spec: ArmSpec): Pick<LoadStep, 'bits'> {
  const bits = stepBits(output, spec);
  return bits === null ? {} : { bits };
}

function withShadows(step: LoadStep, shadows: readonly Shadow[]): LoadStep {
  return shadows.length === 0 ? step : { ...step, shadows };
}
