import type { TextCodec } from '../model/tokenizer.ts';
import type { PositionTrace } from '../results/position-trace.ts';
import { type ArmRecord, addStep, NO_STEPS, type StepRecord } from '../results/record.ts';
import type { Retention } from '../results/retention.ts';
import { planAhead } from '../steps/ahead.ts';
import type { ArmSpec } from '../steps/arm-spec.ts';
import { commit } from '../steps/commit.ts';
import type { ArmRunner } from '../steps/engine.ts';
import { droppedTokens } from '../steps/expert-capacity.ts';
import type { LogitComparison } from '../steps/logit-comparison.ts';
import { createQueue, isDone, type QueueState } from '../steps/queue.ts';
import { schedule } from '../steps/scheduler.ts';
import type { Now } from '../steps/serving.ts';
import type { Sample, StepOutput } from '../steps/step-output.ts';
import type { StepPlan } from '../steps/step-plan.ts';
import { isSampled } from '../steps/step-plan.ts';
import type { RowTrace } from '../steps/trace.ts';
import { armRecord } from './arm-record.ts';
import { RequestStream } from './request-stream.ts';
import { queuedRequests, type ResolvedArm } from './resolve.ts';
import { type GeneratedPlace, RunLogits } from './run-logits.ts';
import { StepClock, type Timed } from './step-clock.ts';
import { type NewToken, stepRecord } from './step-record.ts';
import { StepsAhead } from './steps-ahead.ts';

export interface Stepped {
  readonly record: StepRecord;
  readonly tokens: readonly NewToken[];
  /** Of the step that was looked for, else null. */
  readonly trace: RowTrace | null;
}

/** By request, the tokens that are fed in the place of those its logits choose; past their end it chooses. */
export type ForcedTokens = ReadonlyMap<string, readonly number[]>;

export interface ArmRunOptions {
  readonly retention: Retention;
  readonly forced?: ForcedTokens;
  /** Shared by arms that are computed by one engine; by default the arm's own. */
  readonly clock?: StepClock;
}

/** One arm under way: its queue, its engine state and everything recorded. */
export class ArmRun {
  readonly spec: ArmSpec;
  readonly #runner: ArmRunner;
  readonly #clock: StepClock;
  readonly #ahead: StepsAhead;
  readonly #eosTokens: readonly number[];
  readonly #streams: ReadonlyMap<string, RequestStream>;
  readonly #forced: ForcedTokens;
  readonly #retention: Retention;
  readonly #steps: StepRecord[] = [];
  readonly #logits: RunLogits;
  #work = NO_STEPS;
  #milliseconds = 0;
  #queue: QueueState;

  constructor(
    runner: ArmRunner,
    { spec, members }: Pick<ResolvedArm, 'spec' | 'members'>,
    eosTokens: readonly number[],
    { retention, forced = new Map(), clock = new StepClock() }: ArmRunOptions,
  ) {
    this.spec = spec;
    this.#retention = retention;
    this.#forced = forced;
    this.#runner = runner;
    this.#clock = clock;
    this.#ahead = new StepsAhead(runner, clock);
    this.#eosTokens = eosTokens;
    this.#streams = new Map(
      members.map((resolved) => [resolved.request.id, new RequestStream(resolved, retention)]),
    );
    this.#logits = new RunLogits(runner, this.#streams, retention.atHand);
    this.#queue = createQueue(queuedRequests(members, eosTokens), spec.limits, spec.serving.memory);
  }

  /** Plan, run, record. The step that chooses the token at `look` is traced. */
  async step(look?: GeneratedPlace): Promise<Stepped> {
    const now = this.#now;
    const plan = schedule(this.#queue, this.spec.limits, this.spec.serving, now);
    const { output, milliseconds, trace, repeated } = await this.#compute(plan, look);
    const samples = output.samples.map((sample) => ({ ...sample, token: this.#fed(sample) }));
    for (const sample of samples) this.#logits.take(sample);
    const tokens = samples.flatMap((sample) => this.#take(sample));
    const next = new Map(samples.map((sample) => [sample.request, sample.finite ? sample.token : null]));
    const dropped = output.routed ? droppedTokens(output.routed, plan) : [];
    for (const drop of dropped) this.#streams.get(drop.request)?.drop(drop);
    const record = stepRecord(this.#queue, plan, {
      tokens,
      now,
      plans: output.plans,
      milliseconds,
      repeated,
      dropped: dropped.length,
    });
    this.#queue = commit(this.#queue, plan, next);
    this.#work = addStep(this.#work, record);
    this.#milliseconds += milliseconds;
    if (this.#retention.steps === 'all') this.#steps.push(record);
    return { record, tokens, trace };
  }

  get done(): boolean {
    return isDone(this.#queue);
  }

  /** Tokens of the probe that is furthest behind; Infinity once all have ended. */
  get probeProgress(): number {
    const probes = [...this.#queue.running, ...this.#queue.waiting].filter(
      ({ id }) => this.#streams.get(id)!.isProbe,
    );
    return Math.min(...probes.map((probe) => probe.tokens.length - probe.promptLength));
  }

  /** Whether a request has left the queue, for whatever reason. */
  hasEnded(id: string): boolean {
    return ![...this.#queue.running, ...this.#queue.waiting].some((request) => request.id === id);
  }

  close(): void {
    this.#runner.destroy();
  }

  /** Of each generated position of each probe; empty where none are kept. */
  probeTraces(): [string, readonly PositionTrace[]][] {
    if (this.#retention.logits === 'none') return [];
    return [...this.#streams].flatMap(([id, { isProbe, trace }]) => (isProbe ? [[id, trace]] : []));
  }

  /** Names of its probes. */
  get probes(): readonly string[] {
    return [...this.#streams].flatMap(([id, { isProbe }]) => (isProbe ? [id] : []));
  }

  /** What a request has chosen so far. Throws RangeError where the arm has no such request. */
  soFar(id: string): { readonly tokens: readonly number[]; readonly trace: readonly PositionTrace[] } {
    const stream = this.#streams.get(id);
    if (!stream) throw new RangeError(`${this.spec.name} has no request ${id}`);
    return stream;
  }

  /**
   * Whole logits that a request chose a token of the last steps from; null where they are gone, or the arm was not opened to have them
   * at hand.
   */
  async logitsOf(place: GeneratedPlace): Promise<Float32Array | null> {
    return await this.#logits.of(place);
  }

  /** Compares such logits with another arm's, on the device where it can. Null where one side's are gone. */
  async compareLogits(place: GeneratedPlace, other: ArmRun): Promise<LogitComparison | null> {
    return await this.#logits.compare(place, other.#logits);
  }

  toRecord(tokenizer: TextCodec): ArmRecord {
    const requests = [...this.#streams.values()].map((stream) => stream.toRecord(tokenizer, this.#eosTokens));
    const taken = { milliseconds: this.#milliseconds, work: this.#work, steps: this.#steps };
    return armRecord(this.spec, requests, taken);
  }

  async #compute(
    plan: StepPlan,
    look?: GeneratedPlace,
  ): Promise<Pick<Stepped, 'trace'> & Timed<StepOutput> & { readonly repeated: boolean }> {
    if (plan.slices.length === 0 && !plan.moves?.length)
      return { output: { samples: [], plans: {} }, milliseconds: 0, trace: null, repeated: false };
    const sampled = plan.slices.find((slice) => isSampled(slice) && slice.request === look?.request);
    const here = sampled && this.#streams.get(sampled.request)!.tokens.length === look?.position;
    // Whoever looks for a step traces it, and a traced step is run for itself.
    const next = () =>
      look ? null : planAhead(this.#queue, plan, this.spec.limits, this.spec.serving, this.#now);
    if (!here) return { ...(await this.#ahead.run(plan, next)), trace: null };
    const { traceStep } = this.#runner;
    if (!traceStep) throw new RangeError('this engine cannot be looked into');
    const dropped = await this.#ahead.drop();
    const { output: traced, milliseconds } = await this.#clock.time(() =>
      traceStep.call(this.#runner, plan, sampled.request),
    );
    return { ...traced, milliseconds: milliseconds + (dropped ?? 0), repeated: dropped !== null };
  }

  /** Its own clock: what its steps took. */
  get #now(): Now {
    return { step: this.#queue.step, ms: this.#milliseconds };
  }

  #fed({ request, token }: Sample): number {
    return this.#forced.get(request)?.[this.#streams.get(request)!.tokens.length] ?? token;
  }

  #take(sample: Sample): NewToken[] {
    const { request, token } = sample;
    const hint = this.spec.activations === 'f16' ? ' (f16 overflows above 65,504)' : '';
    const index = this.#streams.get(request)!.add(sample, hint);
    return index === null ? [] : [{ request, index, token }];
  }
}
