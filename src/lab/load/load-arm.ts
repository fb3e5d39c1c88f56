import type {
  LoadMetrics,
  LoadOutcome,
  LoadStep,
  Mechanisms,
  Shadow,
} from '../../results/load/load-record.ts';
import type { ArmLimits } from '../../steps/arm-spec.ts';
import { commit } from '../../steps/commit.ts';
import { createQueue, drainFinished, type QueueState } from '../../steps/queue.ts';
import { withoutCache } from '../../steps/queue-changes.ts';
import type { FinishedRequest } from '../../steps/request.ts';
import { schedule } from '../../steps/scheduler.ts';
import type { Serving } from '../../steps/serving.ts';
import { mostPositions } from '../../steps/step-bounds.ts';
import type { StepOutput } from '../../steps/step-output.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import type { LoadArmParts } from './load-arm-parts.ts';
import { LoadLedger } from './load-ledger.ts';
import { joined } from './load-queue.ts';
import type { Incoming } from './load-source.ts';
import { loadStep } from './load-step.ts';
import { PlanBook } from './plan-book.ts';

/** One arm under load: its queue, its clock and the state of its engine. What it gives goes to its ledger. */
export class LoadArmRun {
  readonly #parts: LoadArmParts;
  readonly #ledger: LoadLedger;
  readonly #plans = new PlanBook();
  readonly #switched: { at: number; serving: Serving }[] = [];
  #serving: Serving;
  #state: QueueState;

  constructor(parts: LoadArmParts) {
    this.#parts = parts;
    this.#serving = parts.arm.spec.serving;
    this.#state = { ...createQueue([], parts.arm.spec.limits), step: parts.resumed?.step ?? 0 };
    this.#ledger = new LoadLedger(parts);
  }

  get name(): string {
    return this.#parts.arm.spec.name;
  }

  /** Milliseconds of its clock. */
  get now(): number {
    return this.#parts.clock.now();
  }

  get metrics(): LoadMetrics {
    return this.#ledger.metrics;
  }

  get mechanisms(): Mechanisms {
    return this.#ledger.mechanisms;
  }

  get switched(): readonly { readonly at: number; readonly serving: Serving }[] {
    return this.#switched;
  }

  begin(): void {
    this.#ledger.began(this.#serving);
  }

  /** Its clock stands still until `resume`. */
  hold(): void {
    this.#parts.clock.hold();
    this.#ledger.clockSet(true);
  }

  resume(): void {
    this.#parts.clock.resume();
    this.#ledger.clockSet(false);
  }

  /** Takes a step, or waits for the next request; false once nobody is left and nobody comes. Throws the engine's errors. */
  async advance(): Promise<boolean> {
    const { clock, signal, arm } = this.#parts;
    signal?.throwIfAborted();
    this.#switchServing();
    await this.#takeArrivals();
    const now = { step: this.#state.step, ms: clock.now() };
    const plan = schedule(this.#state, arm.spec.limits, this.#serving, now);
    if (isEmpty(plan)) return await this.#waitForNext();
    const at = clock.now();
    this.#ledger.planned(plan, this.#state.step, at);
    if (onlyRefuses(plan)) {
      this.#state = commit(this.#state, plan, new Map());
      await this.#drain(at);
      return true;
    }
    const output = await this.#compute(plan);
    if (output) await this.#takeIn(plan, output, at);
    return true;
  }

  /** Ends whoever is left as unfinished, or as failed with why. */
  async end(outcome: LoadOutcome = { kind: 'unfinished' }): Promise<void> {
    for (const live of [...this.#ledger.live.values()]) await this.#ledger.ended(live, this.now, outcome);
    this.#ledger.over(this.now);
  }

  close(): void {
    this.#parts.device.close();
  }

  #switchServing(): void {
    const asked = this.#parts.control.takeSwitch(this.name);
    if (!asked) return;
    const serving = withinHost(asked, this.#parts.arm.spec.limits);
    this.#serving = serving;
    this.#switched.push({ at: this.now, serving });
    this.#ledger.switched(serving, this.now);
  }

  async #takeArrivals(): Promise<void> {
    const { source, arm } = this.#parts;
    for (;;) {
      const taken = source.take({ step: this.#state.step, ms: this.now });
      if (taken.length === 0) break;
      const come = taken.filter((incoming) => !this.#hadEnded(incoming));
      for (const incoming of come) await this.#ledger.arrived(incoming);
      const generated = (id: string) => this.#ledger.live.get(id)?.tokens ?? [];
      this.#state = joined(this.#state, come, arm.spec.limits, generated);
    }
    await this.#drain(this.now);
  }

  /** Before the run was broken off: whoever waited for its answer goes on. */
  #hadEnded({ id }: Incoming): boolean {
    const { resumed, source } = this.#parts;
    const request = resumed?.ended.get(id);
    if (!request) return false;
    this.#ledger.passed(request);
    source.ended(id, request.ended ?? this.now);
    return true;
  }

  /** Whoever has left the queue leaves the ledger too. */
  async #drain(at: number): Promise<readonly FinishedRequest[]> {
    const [finished, state] = drainFinished(this.#state);
    this.#state = state;
    for (const { id, end, cached, evicted } of finished) {
      this.#parts.shadows?.ended(id);
      const live = this.#ledger.live.get(id)!;
      Object.assign(live, { cached, evicted });
      await this.#ledger.ended(live, at, end);
    }
    return finished;
  }

  /** Nothing can be done before somebody comes. */
  async #waitForNext(): Promise<boolean> {
    const { source, clock, signal } = this.#parts;
    const next = source.next();
    if (next === null) {
      if (this.#state.waiting.length + this.#state.running.length === 0) return false;
      throw new Error(`${this.name}: the scheduler has requests and plans no step`);
    }
    if ('step' in next) this.#state = { ...this.#state, step: Math.max(this.#state.step, next.step) };
    else await clock.waitUntil(next.ms, signal);
    return true;
  }

  /** Null where the device was lost over it: another one is there, and whoever ran is computed again. */
  async #compute(plan: StepPlan): Promise<StepOutput | null> {
    const { device, arm } = this.#parts;
    // A step that only takes blocks away computes nothing, and engines expect rows.
    if (plan.slices.length === 0 && !plan.moves?.length) return { samples: [], plans: {} };
    try {
      return await device.runner.step(plan);
    } catch (error) {
      const replaced = await device.replace(error);
      if (!replaced) throw error;
      this.#state = withoutCache(this.#state, arm.spec.limits);
      this.#ledger.deviceReplaced(this.#state.waiting.length, replaced.message, this.now);
      return null;
    }
  }

  async #takeIn(plan: StepPlan, output: StepOutput, at: number): Promise<void> {
    const { clock, cost, arm, sink, shadows } = this.#parts;
    const milliseconds = await clock.took(at, () => cost!.of(plan));
    const before = this.#state;
    const sampled = new Map(
      output.samples.map(({ request, token, finite }) => [request, finite ? token : null]),
    );
    const state = commit(before, plan, sampled);
    this.#state = state;
    const { index, isNew } = this.#plans.indexOf(output.plans);
    if (isNew) sink.plan?.(index, output.plans);
    const live = new Map(this.#ledger.live);
    const { limits } = arm.spec;
    const taken = { before, after: state, plan, at, milliseconds, planIndex: index, live };
    const entry = loadStep({ ...taken, pool: { blocks: limits.blocks, longest: mostPositions(limits) } });
    const chosen = this.#ledger.chosen(output.samples, before.step, at + milliseconds);
    const looked = (await shadows?.compare(output.samples, live, this.#parts.device.runner)) ?? [];
    await this.#drain(at + milliseconds);
    await this.#ledger.stepped(withShadows(entry, looked), chosen, this.#state);
  }
}

function isEmpty({ slices, preempted, moves = [], refused = [] }: StepPlan): boolean {
  return [slices, preempted, moves, refused].every(({ length }) => length === 0);
}

/** Host memory was taken when the arm was opened: a switch to swapping makes do with it. */
function withinHost(serving: Serving, { hostBlocks = 0 }: ArmLimits): Serving {
  const { memory } = serving;
  if (memory.pressure !== 'swap' || memory.hostBlocks <= hostBlocks) return serving;
  return { ...serving, memory: { ...memory, hostBlocks } };
}

/** Nobody computes and no time passes. */
function onlyRefuses({ slices, preempted, moves = [] }: StepPlan): boolean {
  return [slices, preempted, moves].every(({ length }) => length === 0);
}

function withShadows(step: LoadStep, shadows: readonly Shadow[]): LoadStep {
  return shadows.length === 0 ? step : { ...step, shadows };
}
