import type { CanaryRecord, LoadArm, LoadRequest, Shadow } from '../../results/load/load-record.ts';
import { commit } from '../../steps/commit.ts';
import { heldReferences } from '../../steps/held.ts';
import { addRequests, drainFinished, isDone, isIn } from '../../steps/queue.ts';
import { goingOn, without, withoutCache } from '../../steps/queue-changes.ts';
import { sampledOutput } from '../../steps/sampled-output.ts';
import { schedule } from '../../steps/scheduler.ts';
import { mostPositions } from '../../steps/step-bounds.ts';
import type { StepOutput } from '../../steps/step-output.ts';
import { isIdle, onlyRefuses, type StepPlan } from '../../steps/step-plan.ts';
import { arrivedBy, forget, leave } from './arrivals.ts';
import type { LoadArmParts } from './load-arm-parts.ts';
import { LoadRun } from './load-run.ts';
import { loadStep, ownersOf } from './load-step.ts';
import { type Occupancy, occupancyOf, occupancyOfAll } from './occupancy.ts';
import { type Lane, laneOf, queuesOf, type Replica, type UnderWay } from './replicas.ts';
import { NONE_LOWERED } from './resumed.ts';
import type { Router } from './router.ts';
import { takeDrops } from './step-drops.ts';

/**
 * An arm whose requests go to one of several replicas, each with a queue, an engine state and blocks of its own, and maybe another model.
 * On a virtual clock each takes its time as if it had a device like this one to itself; on a real clock they take turns.
 */
export class RoutedArmRun extends LoadRun {
  readonly #lanes: readonly Lane[];
  readonly #router: Router;
  readonly #misrouted: Pick<LoadRequest, 'id' | 'arrived'>[];
  #step: number;

  constructor(parts: LoadArmParts, replicas: readonly Replica[], router: Router) {
    super(parts);
    this.#router = router;
    // Whoever had ended before the run was broken off comes to no replica again.
    const ended = [...(parts.resumed?.ended.values() ?? [])];
    this.#misrouted = ended.filter(({ id }) => router.misroutes(id));
    const { step = 0, lowered = NONE_LOWERED } = parts.resumed ?? {};
    this.#step = step;
    this.#lanes = replicas.map((replica) => ({
      ...{
        replica,
        queue: goingOn(replica.spec.limits, { step: 0, lowered: lowered[replica.kind] }),
        underWay: null,
      },
    }));
  }

  override get faults(): LoadArm['faults'] | null {
    if (!this.parts.arm.spec.serving.faults) return null;
    return { misrouted: this.#misrouted.toSorted((a, b) => a.arrived - b.arrived).map(({ id }) => id) };
  }

  override get canary(): CanaryRecord | null {
    return this.#router.trial?.record ?? null;
  }

  /** What a trial had seen when its run was broken off, and no line says, is told first. */
  override begin(): void {
    super.begin();
    const told = this.parts.resumed?.looks ?? 0;
    for (const look of this.canary?.looks.slice(told) ?? []) this.ledger.looked(look);
  }

  /** Begins what can be begun, then goes on to whatever ends or comes next. */
  async advance(): Promise<boolean> {
    this.parts.signal?.throwIfAborted();
    this.switchServing();
    await this.#takeArrivals();
    // After a loss everything is planned anew.
    for (const lane of this.#lanes) if (!lane.underWay && !(await this.#beginStep(lane))) return true;
    return await this.#goOn();
  }

  close(): void {
    for (const { replica } of this.#lanes) replica.device.close();
    this.#router.close();
  }

  get occupancy(): Occupancy {
    return occupancyOfAll(this.#lanes.map(({ queue }) => occupancyOf(queue)));
  }

  protected override get held(): number {
    return this.#lanes.reduce((sum, { queue }) => sum + heldReferences(queue), 0);
  }

  async #takeArrivals(): Promise<void> {
    const now = { step: this.#step, ms: this.now };
    for (const arrived of await arrivedBy(now, this.parts, this.ledger)) {
      const before = this.parts.resumed?.routes.get(arrived.id);
      const { request, to, taken } = await this.#router.send(arrived, queuesOf(this.#lanes), now, before);
      const live = this.ledger.live.get(request.id)!;
      live.route = taken;
      if (to === 'wrong' && !this.parts.endless) this.#misrouted.push(live.incoming);
      const lane = laneOf(this.#lanes, to);
      if (taken && !before) this.parts.sink.sent?.(request.id, taken);
      lane.queue = addRequests(lane.queue, [request], lane.replica.spec.limits, this.serving.memory);
    }
    this.#cancel();
    for (const lane of this.#lanes) await this.#drain(lane, this.now);
  }

  /** A step under way goes on with whoever it was planned with. */
  #cancel(): void {
    const busy = this.#lanes.filter(({ underWay }) => underWay);
    const cancelled = this.takeCancelled((id) => busy.some(({ queue }) => isIn(queue, id)));
    for (const { id, end } of cancelled)
      for (const lane of this.#lanes) lane.queue = without(lane.queue, id, end);
  }

  async #drain(lane: Lane, at: number): Promise<void> {
    const [finished, queue] = drainFinished(lane.queue);
    lane.queue = queue;
    forget(finished, lane.replica.device);
    for (const request of await leave(finished, at, this.parts, this.ledger)) {
      const look = this.#router.trial?.ended(request, this.#step);
      if (look) this.ledger.looked(look);
    }
  }

  /** False where the device was lost over it. */
  async #beginStep(lane: Lane): Promise<boolean> {
    const at = this.now;
    const { replica } = lane;
    const plan = schedule(lane.queue, replica.spec.limits, this.serving, { step: this.#step, ms: at });
    if (isIdle(plan)) return true;
    this.ledger.planned(plan, this.#step, at);
    if (onlyRefuses(plan)) {
      lane.queue = commit(lane.queue, plan, new Map());
      await this.#drain(lane, at);
      return true;
    }
    const output = await this.#compute(lane, plan);
    if (!output) return false;
    const milliseconds = replica.cost ? replica.cost.of(plan) : await this.parts.clock.took(at, () => 0);
    lane.underWay = { plan, output, at, until: at + milliseconds };
    return true;
  }

  /** Null where the device was lost over it. */
  async #compute({ replica }: Lane, plan: StepPlan): Promise<StepOutput | null> {
    if (plan.slices.length === 0 && !plan.moves?.length) return { samples: [], plans: {} };
    try {
      return sampledOutput(await replica.device.runner.step(plan), plan, replica.spec.decoding);
    } catch (error) {
      await this.#replaceDevices(error);
      return null;
    }
  }

  /** Throws the error where it does not say that the device was lost. */
  async #replaceDevices(error: unknown): Promise<void> {
    let message: string | null = null;
    for (const { replica } of this.#lanes)
      message = (await replica.device.replace(error))?.message ?? message;
    if (message === null) throw error;
    let waiting = 0;
    for (const lane of this.#lanes) {
      lane.underWay = null;
      lane.queue = withoutCache(lane.queue, lane.replica.spec.limits);
      waiting += lane.queue.waiting.length;
    }
    this.ledger.deviceReplaced(waiting, message, this.now);
  }

  /** What another model says is no matter of company. */
  async #look({ replica }: Lane, samples: StepOutput['samples'], live: LoadLive): Promise<readonly Shadow[]> {
    if (!replica.alike) return [];
    try {
      const looked = { samples, live, loaded: replica.device.runner, policy: this.serving.policy };
      return (await this.parts.shadows?.compare(looked)) ?? [];
    } catch (error) {
      await this.#replaceDevices(error);
      return [];
    }
  }

  async #goOn(): Promise<boolean> {
    const { source, clock, signal } = this.parts;
    const [first] = this.#lanes
      .filter(({ underWay }) => underWay)
      .toSorted((a, b) => a.underWay!.until - b.underWay!.until);
    const next = source.next();
    const comes = next && 'ms' in next ? next.ms : Number.POSITIVE_INFINITY;
    if (first && first.underWay!.until <= comes) {
      await clock.reach(first.underWay!.until, signal);
      await this.#takeIn(first, first.underWay!);
      return true;
    }
    if (next && 'step' in next && !first) this.#step = Math.max(this.#step, next.step);
    else if (Number.isFinite(comes))
      await (first ? clock.reach(comes, signal) : clock.waitUntil(comes, signal));
    else if (this.#lanes.every(({ queue }) => isDone(queue))) {
      if (!next || !('any' in next)) return false;
      await next.any();
    } else throw new Error(`${this.name}: the scheduler has requests and plans no step`);
    return true;
  }

  async #takeIn(lane: Lane, { plan, output, at, until }: UnderWay): Promise<void> {
    const { spec, kind } = lane.replica;
    lane.underWay = null;
    const before = lane.queue;
    const outcome = new Map(
      output.samples.map(({ request, token, finite }) => [request, finite ? token : null]),
    );
    lane.queue = commit(before, plan, outcome);
    const live = new Map(this.ledger.live);
    const pool = { blocks: spec.limits.blocks, longest: mostPositions(spec.limits), lent: spec.limits.lent };
    const timed = { at, milliseconds: until - at, planIndex: this.planIndex(output.plans) };
    const taken = { before, after: lane.queue, plan, live };
    const entry = { ...loadStep({ ...taken, pool, ...timed }), ...takeDrops(output, plan, live) };
    const chosen = this.ledger.chosen(output.samples, this.#step, until);
    const shadows = await this.#look(lane, output.samples, live);
    await this.#drain(lane, until);
    const step = {
      ...{ ...entry, step: this.#step++ },
      // What goes wrong on purpose is told in one place.
      ...(kind === 'second' && { replica: 1 as const }),
      ...(shadows.length > 0 && { shadows }),
    };
    await this.ledger.stepped(step, chosen, () => ownersOf(taken));
  }
}

type LoadLive = Parameters<typeof ownersOf>[0]['live'];
