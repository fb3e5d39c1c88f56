import type {
  CanaryRecord,
  LoadArm,
  LoadMetrics,
  LoadOutcome,
  Mechanisms,
} from '../../results/load/load-record.ts';
import type { SpeculationRecord } from '../../results/speculation.ts';
import type { Serving } from '../../steps/serving.ts';
import { mayOutgrow } from '../../steps/step-bounds.ts';
import { speculates } from '../speculation/open-speculator.ts';
import type { LoadArmParts } from './load-arm-parts.ts';
import { LoadLedger } from './load-ledger.ts';
import type { Cancelled } from './load-source.ts';
import type { Occupancy } from './occupancy.ts';
import { PlanBook } from './plan-book.ts';

/** An arm under load: what arms of one queue and of two have in common. */
export abstract class LoadRun {
  protected readonly parts: LoadArmParts;
  protected readonly ledger: LoadLedger;
  /** As its next step is served. */
  protected serving: Serving;
  readonly #plans = new PlanBook();
  /** Those that are to end and have yet to. */
  #cancelled: readonly Cancelled[] = [];
  readonly #switched: { at: number; serving: Serving }[] = [];

  constructor(parts: LoadArmParts) {
    this.parts = parts;
    this.serving = parts.arm.spec.serving;
    this.ledger = new LoadLedger(parts);
  }

  /** Takes a step, or waits for what comes next; false once nobody is left and nobody comes. Throws the engine's errors. */
  abstract advance(): Promise<boolean>;
  abstract close(): void;
  /** References to KV blocks that anybody holds, host memory included (`heldReferences`). */
  protected abstract get held(): number;
  abstract get occupancy(): Occupancy;

  get name(): string {
    return this.parts.arm.spec.name;
  }

  /** Milliseconds of its clock. */
  get now(): number {
    return this.parts.clock.now();
  }

  /** Steps taken since it began, or went on. */
  get steps(): number {
    return this.ledger.steps;
  }

  get metrics(): LoadMetrics {
    return this.ledger.metrics;
  }

  get mechanisms(): Mechanisms {
    return this.ledger.mechanisms;
  }

  /** What went wrong on purpose; null where nothing did. */
  get faults(): LoadArm['faults'] | null {
    return null;
  }

  /** How its canary was tried; null where it has none. */
  get canary(): CanaryRecord | null {
    return null;
  }

  /** What its drafts came to; null where it does not speculate. */
  get speculation(): SpeculationRecord | null {
    const { arm, speculator } = this.parts;
    return speculator && { ...arm.spec.speculation!, ...speculator.totals };
  }

  get switched(): readonly { readonly at: number; readonly serving: Serving }[] {
    return this.#switched;
  }

  begin(): void {
    this.ledger.began(this.serving);
  }

  /** Its clock stands still until `resume`. */
  hold(): void {
    this.parts.clock.hold();
    this.ledger.clockSet(true);
  }

  resume(): void {
    this.parts.clock.resume();
    this.ledger.clockSet(false);
  }

  /** Ends whoever is left as unfinished, or as failed with why. Throws Error where nobody was left and KV blocks are held nevertheless. */
  async end(outcome: LoadOutcome = { kind: 'unfinished' }): Promise<void> {
    if (this.ledger.live.size === 0 && this.held !== 0)
      throw new Error(`${this.name}: nobody is left, and ${this.held} references to KV blocks are`);
    for (const live of [...this.ledger.live.values()]) await this.ledger.ended(live, this.now, outcome);
    this.ledger.over(this.now);
  }

  /** Those of whoever is there that are to end now. `waits`: who has a part in a step that has yet to be taken in. */
  protected takeCancelled(waits: (id: string) => boolean = () => false): readonly Cancelled[] {
    const more = this.parts.source.cancelled?.() ?? [];
    const all = [...this.#cancelled, ...more].filter(({ id }) => this.ledger.live.has(id));
    this.#cancelled = all.filter(({ id }) => waits(id));
    return all.filter(({ id }) => !waits(id));
  }

  protected switchServing(): void {
    const asked = this.parts.control.takeSwitch(this.name);
    if (!asked) return;
    const serving = withinOpened(asked, this.parts);
    // Asked for what it does anyway, or may not do: nothing is switched.
    if (JSON.stringify(serving) === JSON.stringify(this.serving)) return;
    this.serving = serving;
    this.#switched.push({ at: this.now, serving: this.serving });
    this.ledger.switched(this.serving, this.now);
  }

  /** Index of a step's plans, which the sink is told of when they first come up. */
  protected planIndex(plans: Readonly<Record<string, string>>): number {
    const { index, isNew } = this.#plans.indexOf(plans);
    if (isNew) this.parts.sink.plan?.(index, plans);
    return index;
  }
}

/**
 * Host memory was taken when the arm was opened: a switch to swapping makes do with it, and one with a request longer than its pool goes
 * on evicting; one that speculates neither packs nor evicts, and one that verifies is served by another policy alone. One queue and two are other engines: whether an
 * arm is disaggregated, and what replicas it has, stays as it was opened. Thresholds of lowered layers may change, but not which layers,
 * nor to what. An engine that keeps no blocks goes on without what moves or shares them.
 */
function withinOpened(asked: Serving, { arm, device }: LoadArmParts): Serving {
  const { limits, serving: opened } = arm.spec;
  const { disaggregated, route, faults } = opened;
  const { route: _, faults: __, ...free } = asked;
  const replicas = { ...(route && { route }), ...(faults && { faults }) };
  const { hostBlocks = 0 } = limits;
  const precision = precisionOf(asked, opened);
  if (device.runner.blockLayout === undefined) {
    const { memory, prefix, packing, cascade } = opened;
    return { ...withoutPrecision(free), ...replicas, disaggregated, memory, prefix, packing, cascade };
  }
  const serving = {
    ...withoutPrecision(free),
    ...(precision && { precision }),
    ...replicas,
    disaggregated,
    ...(mayOutgrow(limits) && { memory: opened.memory }),
    ...(arm.spec.verify && { ...opened, policy: asked.policy, admission: asked.admission }),
    ...(speculates(arm.spec) && { packing: opened.packing }),
    ...(speculates(arm.spec) && asked.memory.pressure === 'evict' && { memory: opened.memory }),
  };
  const { memory } = serving;
  if (memory.pressure !== 'swap' || memory.hostBlocks <= hostBlocks) return serving;
  return { ...serving, memory: { ...memory, hostBlocks } };
}

/** An arm that was opened to lower no layer goes on without; what was opened for it may stop doing it. */
function precisionOf({ precision: asked }: Serving, { precision: opened }: Serving): Serving['precision'] {
  if (!asked || !opened) return undefined;
  const { to, order } = opened;
  return { ...asked, to, order };
}

function withoutPrecision({ precision: _, ...serving }: Serving): Serving {
  return serving;
}
