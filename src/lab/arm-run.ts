import type { TextCodec } from '../model/tokenizer.ts';
import { MeanBits } from '../results/mean-bits.ts';
import type { PositionTrace } from '../results/position-trace.ts';
import { type ArmRecord, addStep, NO_STEPS, type StepRecord } from '../results/record.ts';
import type { Retention } from '../results/retention.ts';
import { VerificationSoFar } from '../results/verification.ts';
import { outcomeOf, toldSamples } from '../steps/acceptance.ts';
import { planAhead } from '../steps/ahead.ts';
import type { ArmSpec } from '../steps/arm-spec.ts';
import { commit } from '../steps/commit.ts';
import { stepBits } from '../steps/dynamic-widths.ts';
import type { ArmRunner } from '../steps/engine.ts';
import { droppedTokens } from '../steps/expert-capacity.ts';
import type { LogitComparison } from '../steps/logit-comparison.ts';
import { createQueue, isDone, type QueueState } from '../steps/queue.ts';
import { sampledOutput } from '../steps/sampled-output.ts';
import { schedule } from '../steps/scheduler.ts';
import type { Now } from '../steps/serving.ts';
import type { StepLaps } from '../steps/step-laps.ts';
import type { Sample, StepOutput } from '../steps/step-output.ts';
import type { StepPlan } from '../steps/step-plan.ts';
import type { RowTrace } from '../steps/trace.ts';
import { armRecord } from './arm-record.ts';
import { type ForcedTokens, fedSamples, rowThatChooses, type SampledRow } from './fed-samples.ts';
import { RequestStream } from './request-stream.ts';
import { queuedRequests, type ResolvedArm } from './resolve.ts';
import { type GeneratedPlace, RunLogits } from './run-logits.ts';
import { type Speculator, undrafted, verifiedDrafts } from './speculation/speculator.ts';
import { StepClock, type Timed } from './step-clock.ts';
import { type NewToken, stepRecord } from './step-record.ts';
import { StepsAhead } from './steps-ahead.ts';
import { verifiedSamples, verifiedWindow } from './verified-window.ts';

export interface Stepped {
  readonly record: StepRecord;
  readonly tokens: readonly NewToken[];
  /** Of the step that was looked for, else null. */
  readonly trace: RowTrace | null;
}

export interface ArmRunOptions {
  readonly retention: Retention;
  readonly forced?: ForcedTokens;
  /** Shared by arms that are computed by one engine; by default the arm's own. */
  readonly clock?: StepClock;
  /** Where it speculates, and the lengths that it drafted, step by step, in a run that is run again. */
  readonly speculator?: Speculator;
  readonly drafted?: readonly number[];
  /**
   * Who hears what its steps' time goes to (`RUN_PARTS`, and the engine's own). No step is begun before the last has ended then: parts of
   * two would be told as one.
   */
  readonly laps?: StepLaps | undefined;
}

/** Parts of a step that are the run's own, in order. */
export const RUN_PARTS = {
  /** Which rows run, and what is drafted for them. */
  schedule: 'schedule',
  /** What the engine has not told of. */
  engine: 'engine',
  /** What is chosen on the host, and what of it stands. */
  choose: 'choose',
  /** Tokens join their requests: fingerprint and trace. */
  digest: 'digest',
  /** The step log's entry. */
  record: 'record',
  /** The next queue. */
  commit: 'commit',
} as const;

/** One arm under way: its queue, its engine state and everything recorded. */
export class ArmRun {
  readonly spec: ArmSpec;
  readonly #runner: ArmRunner;
  readonly #clock: StepClock;
  readonly #laps: StepLaps | undefined;
  readonly #ahead: StepsAhead;
  readonly #eosTokens: readonly number[];
  readonly #streams: ReadonlyMap<string, RequestStream>;
  readonly #forced: ForcedTokens;
  readonly #retention: Retention;
  readonly #steps: StepRecord[] = [];
  readonly #logits: RunLogits;
  readonly #speculator: Speculator | null;
  readonly #verification = new VerificationSoFar();
  #work = NO_STEPS;
  #milliseconds = 0;
  readonly #bits = new MeanBits();
  #queue: QueueState;

  constructor(
    runner: ArmRunner,
    { spec, members }: Pick<ResolvedArm, 'spec' | 'members'>,
    eosTokens: readonly number[],
    { retention, forced = new Map(), clock = new StepClock(), speculator, laps }: ArmRunOptions,
  ) {
    this.spec = spec;
    this.#retention = retention;
    this.#forced = forced;
    this.#runner = runner;
    this.#clock = clock;
    this.#speculator = speculator ?? null;
    this.#laps = laps;
    this.#ahead = new StepsAhead(laps ? { step: (plan) => runner.step(plan, laps) } : runner, clock);
    this.#eosTokens = eosTokens;
    this.#streams = new Map(
      members.map((resolved) => [resolved.request.id, new RequestStream(resolved, retention)]),
    );
    this.#logits = new RunLogits(runner, this.#streams, retention.atHand);
    this.#queue = createQueue(
      queuedRequests(members, eosTokens, spec.verify),
      spec.limits,
      spec.serving.memory,
    );
  }

  /** Plan, run, record. The step that chooses the token at `look` is traced. */
  async step(look?: GeneratedPlace): Promise<Stepped> {
    const now = this.#now;
    const { state, drafting } = (await this.#speculator?.draft(this.#queue)) ?? undrafted(this.#queue);
    const plan = schedule(state, this.spec.limits, this.spec.serving, now);
    const row = look ? rowThatChooses(plan, look, this.#streams) : null;
    this.#laps?.lap(RUN_PARTS.schedule);
    const computed = await this.#compute(plan, look !== undefined, row);
    this.#laps?.lap(RUN_PARTS.engine);
    const { trace, repeated } = computed;
    const output = sampledOutput(computed.output, plan, this.spec.decoding);
    const milliseconds = computed.milliseconds + drafting.milliseconds;
    const fed = fedSamples(output.samples, plan, this.#streams, this.#forced);
    const accepted =
      this.#speculator?.accepted(state, plan, fed, (id) => this.#forced.has(id)) ??
      verifiedSamples(state, plan, fed);
    const samples = toldSamples(plan, accepted);
    const window = verifiedWindow(state, plan, samples);
    this.#laps?.lap(RUN_PARTS.choose);
    const tokens = samples.flatMap((sample, i) =>
      this.#take(sample, samples[i - 1]?.request !== sample.request),
    );
    this.#laps?.lap(RUN_PARTS.digest);
    this.#speculator?.count(plan, samples, drafting, computed.milliseconds);
    const dropped = this.#drop(output, plan);
    const given = { tokens, now, plans: output.plans, milliseconds, repeated, drafting, dropped, window };
    const record = stepRecord(state, plan, { ...given, verified: verifiedDrafts(plan, samples) });
    this.#laps?.lap(RUN_PARTS.record);
    for (const { request, newTokens, waiting } of plan.budgets ?? [])
      this.#streams.get(request)!.budget = { newTokens, step: now.step, waiting };
    this.#queue = commit(state, plan, outcomeOf(plan, accepted));
    this.#work = addStep(this.#work, record);
    this.#verification.add(record);
    const bits = stepBits(output, this.spec);
    if (bits !== null) this.#bits.add(bits, record.rows);
    this.#milliseconds += milliseconds;
    if (this.#retention.steps === 'all') this.#steps.push(record);
    this.#laps?.lap(RUN_PARTS.commit);
    // What a row gave behind a draft that does not stand never was.
    const looked = samples.some(({ request, index }) => request === row?.request && index === row.index);
    return { record, tokens, trace: looked ? trace : null };
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
    this.#speculator?.close();
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
    const speculated = this.#speculator && { speculated: this.#speculator.totals };
    const verified = this.#verification.now();
    const sofar = {
      milliseconds: this.#milliseconds,
      work: this.#work,
      steps: this.#steps,
      meanBits: this.#bits.mean,
    };
    const taken = { ...sofar, ...speculated, ...(verified && { verified }) };
    return armRecord(this.spec, requests, taken);
  }

  async #compute(
    plan: StepPlan,
    looks: boolean,
    row: SampledRow | null,
  ): Promise<Pick<Stepped, 'trace'> & Timed<StepOutput> & { readonly repeated: boolean }> {
    if (plan.slices.length === 0 && !plan.moves?.length)
      return { output: { samples: [], plans: {} }, milliseconds: 0, trace: null, repeated: false };
    // Whoever looks for a step traces it, and a traced step is run for itself; what the host draws the device does not know, and what is
    // drafted behind tokens is not known before they are.
    const { limits, serving, decoding } = this.spec;
    const alone = looks || decoding.sampler !== undefined || this.#speculator?.drafts;
    const next = () => (alone ? null : planAhead(this.#queue, plan, limits, serving, this.#now));
    if (!row) return { ...(await this.#ahead.run(plan, next)), trace: null };
    const { traceStep } = this.#runner;
    if (!traceStep) throw new RangeError('this engine cannot be looked into');
    const dropped = await this.#ahead.drop();
    const { output: traced, milliseconds } = await this.#clock.time(() =>
      traceStep.call(this.#runner, plan, row.request, row.index, this.#laps),
    );
    return { ...traced, milliseconds: milliseconds + (dropped ?? 0), repeated: dropped !== null };
  }

  /** Its own clock: what its steps took. */
  get #now(): Now {
    return { step: this.#queue.step, ms: this.#milliseconds };
  }

  /** Tells requests whose rows experts had no room for; how many choices that were. */
  #drop({ routed }: Pick<StepOutput, 'routed'>, plan: StepPlan): number {
    const dropped = routed ? droppedTokens(routed, plan) : [];
    for (const drop of dropped) this.#streams.get(drop.request)?.drop(drop);
    return dropped.length;
  }

  #take(sample: Sample, first: boolean): NewToken[] {
    this.#logits.take(sample, first);
    const { request, token } = sample;
    const hint = this.spec.activations === 'f16' ? ' (f16 overflows above 65,504)' : '';
    const index = this.#streams.get(request)!.add(sample, hint);
    return index === null ? [] : [{ request, index, token }];
  }
}
