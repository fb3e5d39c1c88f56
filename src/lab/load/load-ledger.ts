import { MetricsSoFar } from '../../results/load/load-metrics.ts';
import type {
  CanaryLook,
  LoadMetrics,
  LoadOutcome,
  LoadRequest,
  LoadStep,
  Mechanisms,
} from '../../results/load/load-record.ts';
import { MechanismsSoFar } from '../../results/load/mechanisms.ts';
import { SketchedValues } from '../../results/load/sketched-values.ts';
import type { Now, Serving } from '../../steps/serving.ts';
import { mayOutgrow } from '../../steps/step-bounds.ts';
import type { Sample } from '../../steps/step-output.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import { LiveRequest } from './live-request.ts';
import type { LoadArmParts } from './load-arm-parts.ts';
import type { LoadEvent } from './load-events.ts';
import type { ChosenToken } from './load-sink.ts';
import type { Incoming } from './load-source.ts';
import type { PoolOwners } from './load-step.ts';
import type { ResumedArm } from './resumed.ts';

/** Least time of life between two pictures of who holds the pool's blocks. */
const OWNERS_EVERY_MS = 50;
/** Characters of a prompt that are told with its arrival. */
const PROMPT_SHOWN = 80;

/** An event without the arm that it is of. */
type Untold<Event extends LoadEvent = LoadEvent> = Event extends LoadEvent ? Omit<Event, 'arm'> : never;

/** Everything that an arm tells, counts and hands on; it keeps requests only while they are in the queue. */
export class LoadLedger {
  /** By name, those that have arrived and not ended, in the order of their arrival. */
  readonly live = new Map<string, LiveRequest>();
  readonly #parts: LoadArmParts;
  readonly #metrics: MetricsSoFar;
  readonly #mechanisms = new MechanismsSoFar();
  #arrived = 0;
  #steps = 0;
  #caughtUp = false;
  #ownersTold = Number.NEGATIVE_INFINITY;

  constructor(parts: LoadArmParts) {
    this.#parts = parts;
    this.#metrics = new MetricsSoFar(parts.limits, parts.endless ? () => new SketchedValues() : undefined);
  }

  /** Steps taken since it began, or went on. */
  get steps(): number {
    return this.#steps;
  }

  get metrics(): LoadMetrics {
    return this.#metrics.now();
  }

  get mechanisms(): Mechanisms {
    return this.#mechanisms.now();
  }

  began(serving: Serving): void {
    const { arm, clock, clockRecord, source, sink, resumed } = this.#parts;
    if (resumed) this.#takeUp(resumed);
    else sink.began?.(clockRecord);
    const { blocks, maxSequences } = arm.spec.limits;
    const { expected } = source;
    const bound = mayOutgrow(arm.spec.limits) && { keepsEvicting: true as const };
    const pool = { blocks, hostBlocks: arm.spec.limits.hostBlocks ?? 0, maxSequences };
    this.#tell({ type: 'began', at: clock.now(), serving, clock: clockRecord, ...pool, expected, ...bound });
  }

  /** Everyone has ended. */
  over(at: number): void {
    this.#parts.sink.over?.();
    this.#tell({ type: 'arm-ended', at, metrics: this.metrics, mechanisms: this.mechanisms });
  }

  switched(serving: Serving, at: number): void {
    this.#tell({ type: 'serving', at, serving });
  }

  clockSet(paused: boolean): void {
    const { clock, control } = this.#parts;
    this.#tell({ type: 'clock', at: clock.now(), paused, speed: control.speed });
  }

  deviceReplaced(requests: number, message: string, at: number): void {
    for (const live of this.live.values()) if (live.admitted !== null) live.away = true;
    this.#tell({ type: 'device-replaced', at, requests, message });
  }

  /** Of a run that was broken off, once: when requests may have come before. */
  catchUp(): readonly Now[] {
    const moments = this.#caughtUp ? [] : (this.#parts.resumed?.moments ?? []);
    this.#caughtUp = true;
    return moments;
  }

  /** One that had ended before the run was broken off: it has come and gone. */
  passed(request: LoadRequest): void {
    this.#parts.sink.passed?.(request, this.#arrived++);
  }

  async arrived(incoming: Incoming): Promise<LiveRequest> {
    const live = new LiveRequest(incoming, this.#arrived++);
    const { id, role, tier, arrived: at, promptTokens, maxNewTokens } = incoming;
    if (this.live.has(id)) throw new Error(`request ${id} has arrived twice`);
    this.live.set(id, live);
    const before = this.#parts.resumed?.under.get(id);
    if (before) live.takeUp(before);
    if (this.#parts.onEvent) {
      const sizes = { promptTokens: promptTokens.length, outputTokens: maxNewTokens };
      const prompt = this.#parts.tokenizer.decode(promptTokens.slice(0, PROMPT_SHOWN)).slice(0, PROMPT_SHOWN);
      this.#tell({ type: 'arrived', at, request: live.index, id, role, tier, ...sizes, prompt });
    }
    await this.#parts.sink.arrived?.({ id, index: live.index, arrived: at, promptTokens });
    return live;
  }

  /** A step is about to be computed: it counts once it is taken, since its device may be lost over it. */
  planned({ slices, preempted, swapped = [], budgets = [] }: StepPlan, step: number, at: number): void {
    for (const { request, newTokens, waiting } of budgets)
      this.live.get(request)!.budget = { newTokens, at, waiting };
    const toHost = new Set(swapped.map(({ request }) => request));
    for (const id of preempted) {
      const live = this.live.get(id)!;
      const how = toHost.has(id) ? 'swap' : 'recompute';
      live.away = true;
      this.#tell({ type: 'gave-way', at, request: live.index, step, how });
    }
    for (const { request, start, position = start } of slices) {
      const live = this.live.get(request)!;
      if (live.admitted !== null && !live.away) continue;
      live.admitted ??= at;
      live.away = false;
      this.#tell({ type: 'admitted', at, request: live.index, step, cached: position });
    }
  }

  /** Takes in what a step chose, there at `at`. */
  chosen(samples: readonly Sample[], step: number, at: number): ChosenToken[] {
    return samples.flatMap((sample) => {
      const { request, token, digest, finite } = sample;
      if (!finite) return [];
      const live = this.live.get(request)!;
      const position = live.add(token, digest, at);
      if (this.#parts.onEvent) {
        const text = this.#parts.tokenizer.tokenText(token);
        this.#tell({ type: 'token', at, request: live.index, step, position, token, text });
      }
      return [{ request, token, digest, sample }];
    });
  }

  async ended(live: LiveRequest, at: number, outcome: LoadOutcome): Promise<LoadRequest> {
    const { tokenizer, sink, source } = this.#parts;
    const { id } = live.incoming;
    const request = live.toRecord(tokenizer, outcome.kind === 'unfinished' ? null : at, outcome);
    this.live.delete(id);
    this.#metrics.add(request);
    this.#mechanisms.addRequest(request);
    const { fingerprint, promptHash } = request;
    const prompt = promptHash !== undefined && { promptHash };
    this.#tell({ type: 'ended', at, request: live.index, outcome, fingerprint, ...prompt });
    source.ended(id, at);
    await sink.request?.(request);
    return request;
  }

  /** A request of a canary has ended, and its test has looked at what is known by then. */
  looked(look: CanaryLook): void {
    this.#parts.sink.looked?.(look);
    this.#tell({ type: 'canary', at: look.at, look });
  }

  /** Takes in a step. `owners` is asked now and then, where somebody listens. */
  async stepped(step: LoadStep, chosen: readonly ChosenToken[], owners: () => PoolOwners): Promise<void> {
    const { onEvent, sink } = this.#parts;
    this.#steps++;
    this.#mechanisms.addStep(step);
    this.#countLosses(step);
    if (onEvent) {
      const due = performance.now() - this.#ownersTold >= OWNERS_EVERY_MS;
      if (due) this.#ownersTold = performance.now();
      const told = due ? { ...step, ...owners() } : step;
      this.#tell({ type: 'step', at: step.at + step.milliseconds, step: told });
    }
    await sink.step?.(step, chosen);
  }

  /** Of those who lost their blocks to it. */
  #countLosses({ preempted, swapped }: LoadStep): void {
    const toHost = new Set(swapped);
    for (const id of preempted) this.live.get(id)![toHost.has(id) ? 'swapped' : 'preempted']++;
  }

  /** What had ended and was counted before a run was broken off. */
  #takeUp({ ended, steps }: ResumedArm): void {
    for (const request of ended.values()) {
      this.#metrics.add(request);
      this.#mechanisms.addRequest(request);
    }
    for (const step of steps) this.#mechanisms.addStep(step);
    this.#parts.speculator?.takeUp(steps);
  }

  #tell(event: Untold): void {
    const { onEvent, arm } = this.#parts;
    onEvent?.({ ...event, arm: arm.spec.name } as LoadEvent);
  }
}
