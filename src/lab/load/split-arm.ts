import type { Shadow } from '../../results/load/load-record.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import {
  addToSplit,
  commitSplit,
  createSplitQueue,
  drainSplit,
  type HandOver,
  isSplitDone,
  type SplitLimits,
  type SplitPlan,
  type SplitQueue,
  scheduleSplit,
  withoutInSplit,
} from '../../steps/disaggregated.ts';
import { handOver } from '../../steps/hand-over.ts';
import { heldReferences } from '../../steps/held.ts';
import { isIn } from '../../steps/queue.ts';
import { sampledOutput } from '../../steps/sampled-output.ts';
import { mostPositions } from '../../steps/step-bounds.ts';
import type { StepOutput } from '../../steps/step-output.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import { arrivedBy, leave } from './arrivals.ts';
import type { LiveRequest } from './live-request.ts';
import type { ArmDevice, LoadArmParts } from './load-arm-parts.ts';
import { LoadRun } from './load-run.ts';
import { loadStep, ownersOf } from './load-step.ts';
import { type Occupancy, occupancyOf, occupancyOfAll } from './occupancy.ts';
import { handedBy, splitWithoutCache } from './split-parts.ts';
import { takeDrops } from './step-drops.ts';

type Side = 'prefill' | 'decode';
const SIDES: readonly Side[] = ['prefill', 'decode'];
const NO_STEP: StepPlan = { slices: [], preempted: [] };

/** A step that was computed and has yet to end on the clock. */
interface UnderWay {
  readonly plan: SplitPlan;
  readonly output: StepOutput;
  readonly at: number;
  readonly until: number;
}

/**
 * An arm whose prompts are prefilled in one queue and decoded in another, each with an engine state and blocks of its own, keys and
 * values handed over in between. Logical disaggregation: both are computed by one device, one after the other. On a virtual clock each
 * side takes its time as if it had a device like this one to itself; on a real clock they take turns, and decodes wait for prompts.
 */
export class SplitArmRun extends LoadRun {
  readonly #devices: Readonly<Record<Side, ArmDevice>>;
  readonly #limits: SplitLimits;
  readonly #underWay = new Map<Side, UnderWay>();
  #step: number;
  #state: SplitQueue;

  constructor(parts: LoadArmParts, devices: Readonly<Record<Side, ArmDevice>>, limits: SplitLimits) {
    super(parts);
    this.#devices = devices;
    this.#limits = limits;
    this.#step = parts.resumed?.step ?? 0;
    this.#state = createSplitQueue(limits);
  }

  /** Begins what can be begun, then goes on to whatever ends or comes next. */
  async advance(): Promise<boolean> {
    this.parts.signal?.throwIfAborted();
    this.switchServing();
    await this.#takeArrivals();
    // After a loss everything is planned anew.
    for (const side of SIDES) if (!this.#underWay.has(side) && !(await this.#beginStep(side))) return true;
    return await this.#goOn();
  }

  close(): void {
    for (const side of SIDES) this.#devices[side].close();
  }

  get occupancy(): Occupancy {
    return occupancyOfAll(SIDES.map((side) => occupancyOf(this.#state[side])));
  }

  protected override get held(): number {
    return heldReferences(this.#state.prefill) + heldReferences(this.#state.decode);
  }

  get #spec(): ArmSpec {
    return this.parts.arm.spec;
  }

  async #takeArrivals(): Promise<void> {
    const now = { step: this.#step, ms: this.now };
    const requests = await arrivedBy(now, this.parts, this.ledger);
    if (requests.length > 0) this.#state = addToSplit(this.#state, requests, this.#limits);
    const busy = SIDES.filter((side) => this.#underWay.has(side));
    const cancelled = this.takeCancelled((id) => busy.some((side) => isIn(this.#state[side], id)));
    for (const { id, end } of cancelled) this.#state = withoutInSplit(this.#state, id, end);
    await this.#drain(this.now);
  }

  async #drain(at: number): Promise<void> {
    const [finished, state] = drainSplit(this.#state);
    this.#state = state;
    await leave(finished, at, this.parts, this.ledger);
  }

  /** False where the device was lost over it. */
  async #beginStep(side: Side): Promise<boolean> {
    const at = this.now;
    const whole = scheduleSplit(this.#state, this.#limits, this.serving, { step: this.#step, ms: at });
    const plan: SplitPlan =
      side === 'prefill' ? { ...whole, decode: NO_STEP, handOvers: [] } : { ...whole, prefill: NO_STEP };
    const own = plan[side];
    if (own.slices.length + own.preempted.length + (own.refused?.length ?? 0) === 0) return true;
    this.ledger.planned(own, this.#step, at);
    const output = await this.#compute(side, plan);
    if (!output) return false;
    const { clock, cost } = this.parts;
    const table = cost && cost.of(own) + handedBy(plan) * cost.table.swapMs;
    const milliseconds = table ?? (own.slices.length === 0 ? 0 : await clock.took(at, () => 0));
    this.#underWay.set(side, { plan, output, at, until: at + milliseconds });
    return true;
  }

  /** Null where the device was lost over it. */
  async #compute(side: Side, plan: SplitPlan): Promise<StepOutput | null> {
    const own = plan[side];
    try {
      for (const each of plan.handOvers) await this.#handOver(each);
      if (own.slices.length === 0 && !own.moves?.length) return { samples: [], plans: {} };
      return sampledOutput(await this.#devices[side].runner.step(own), own, this.#spec.decoding);
    } catch (error) {
      await this.#replaceDevices(error);
      return null;
    }
  }

  /** Throws the error where it does not say that the device was lost. */
  async #replaceDevices(error: unknown): Promise<void> {
    const { prefill, decode } = this.#devices;
    const [replaced] = [await prefill.replace(error), await decode.replace(error)];
    if (!replaced) throw error;
    // What either side had computed and not taken in is gone too.
    this.#underWay.clear();
    this.#state = splitWithoutCache(this.#state, this.#limits);
    this.ledger.deviceReplaced(this.#state.prefill.waiting.length, replaced.message, this.now);
  }

  /** Nothing where the device was lost over it: what the step gave has been taken in. */
  async #look(
    side: Side,
    samples: StepOutput['samples'],
    live: ReadonlyMap<string, LiveRequest>,
  ): Promise<readonly Shadow[]> {
    try {
      const loaded = this.#devices[side].runner;
      const looked = { samples, live, loaded, policy: this.serving.policy };
      return (await this.parts.shadows?.compare(looked)) ?? [];
    } catch (error) {
      await this.#replaceDevices(error);
      return [];
    }
  }

  /** Looks, each time, that what has come is what was sent. */
  async #handOver({ request, from, to }: HandOver): Promise<void> {
    const { prefill, decode } = this.#devices;
    const blocks = await handOver(prefill.runner, from, decode.runner, to);
    const changed = blocks.find(({ sent, received }) => sent !== received);
    if (changed) throw new Error(`${request}: KV block ${changed.from} was changed as it was handed over`);
  }

  async #goOn(): Promise<boolean> {
    const { source, clock, signal } = this.parts;
    const [first] = [...this.#underWay].toSorted(([, a], [, b]) => a.until - b.until);
    const next = source.next();
    const comes = next && 'ms' in next ? next.ms : Number.POSITIVE_INFINITY;
    if (first && first[1].until <= comes) {
      await clock.reach(first[1].until, signal);
      await this.#takeIn(...first);
      return true;
    }
    if (next && 'step' in next && !first) this.#step = Math.max(this.#step, next.step);
    else if (Number.isFinite(comes))
      await (first ? clock.reach(comes, signal) : clock.waitUntil(comes, signal));
    else if (isSplitDone(this.#state)) {
      if (!next || !('any' in next)) return false;
      await next.any();
    } else throw new Error(`${this.name}: the scheduler has requests and plans no step`);
    return true;
  }

  async #takeIn(side: Side, { plan, output, at, until }: UnderWay): Promise<void> {
    this.#underWay.delete(side);
    const before = this.#state[side];
    const outcome = new Map(
      output.samples.map(({ request, token, finite }) => [request, finite ? token : null]),
    );
    const none = new Map<string, number>();
    const both = { prefill: none, decode: none, [side]: outcome };
    this.#state = commitSplit(this.#state, plan, both);
    const planIndex = this.planIndex(output.plans);
    const live = new Map(this.ledger.live);
    const pool = { blocks: this.#limits[side].blocks, longest: mostPositions(this.#spec.limits) };
    const timed = { at, milliseconds: until - at, planIndex };
    const taken = { before, after: this.#state[side], plan: plan[side], live };
    const entry = { ...loadStep({ ...taken, pool, ...timed }), ...takeDrops(output, plan[side], live) };
    const chosen = this.ledger.chosen(output.samples, this.#step, until);
    const shadows = await this.#look(side, output.samples, live);
    await this.#drain(until);
    const handed = handedBy(plan);
    const step = {
      ...{ ...entry, step: this.#step++ },
      ...(handed > 0 && { handedOver: handed }),
      ...(shadows.length > 0 && { shadows }),
    };
    await this.ledger.stepped(step, chosen, () => ownersOf(taken));
  }
}
