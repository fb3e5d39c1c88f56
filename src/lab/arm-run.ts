import type { TextCodec } from '../model/tokenizer.ts';
import { createFingerprint, type Fingerprint } from '../results/fingerprint.ts';
import {
  type ArmRecord,
  addStep,
  type Finish,
  NO_STEPS,
  type RequestRecord,
  type SliceRecord,
  type StepRecord,
} from '../results/record.ts';
import type { Retention } from '../results/retention.ts';
import type { ArmSpec } from '../steps/arm-spec.ts';
import type { ArmRunner, Engine } from '../steps/engine.ts';
import { createQueue, isDone, type QueueState } from '../steps/queue.ts';
import { commit, schedule } from '../steps/scheduler.ts';
import type { Sample, StepOutput } from '../steps/step-output.ts';
import { rowCount, type StepPlan, type StepSlice } from '../steps/step-plan.ts';
import type { RowTrace } from '../steps/trace.ts';
import type { ResolvedRequest } from './resolve.ts';

/** What one request has given so far. */
interface Stream {
  readonly resolved: ResolvedRequest;
  readonly tokens: number[];
  readonly logits: Float32Array[];
  readonly fingerprint: Fingerprint;
  error: string | null;
}

/** Token chosen in a step, for those who watch. */
export interface NewToken {
  readonly request: string;
  readonly index: number;
  readonly token: number;
}

/** A token that a request generates, by its index. */
export interface GeneratedPlace {
  readonly request: string;
  readonly position: number;
}

interface Computed {
  readonly output: StepOutput;
  readonly trace: RowTrace | null;
}

export interface Stepped {
  readonly record: StepRecord;
  readonly tokens: NewToken[];
  /** Of the step that was looked for, else null. */
  readonly trace: RowTrace | null;
}

/** By request, the tokens that are fed in the place of those its logits choose; past their end it chooses. */
export type ForcedTokens = ReadonlyMap<string, readonly number[]>;

export interface ArmRunOptions {
  readonly retention: Retention;
  readonly forced?: ForcedTokens;
}

/** One arm under way: its queue, its engine state and everything recorded. */
export class ArmRun {
  readonly spec: ArmSpec;
  readonly #runner: ArmRunner;
  readonly #eosTokens: readonly number[];
  readonly #streams: ReadonlyMap<string, Stream>;
  readonly #forced: ForcedTokens;
  readonly #retention: Retention;
  readonly #steps: StepRecord[] = [];
  #work = NO_STEPS;
  #milliseconds = 0;
  #queue: QueueState;

  static async open(
    engine: Engine,
    spec: ArmSpec,
    requests: readonly ResolvedRequest[],
    eosTokens: readonly number[],
    options: ArmRunOptions,
  ) {
    return new ArmRun(await engine.openArm(spec), spec, requests, eosTokens, options);
  }

  private constructor(
    runner: ArmRunner,
    spec: ArmSpec,
    requests: readonly ResolvedRequest[],
    eosTokens: readonly number[],
    { retention, forced = new Map() }: ArmRunOptions,
  ) {
    this.spec = spec;
    this.#retention = retention;
    this.#forced = forced;
    this.#runner = runner;
    this.#eosTokens = eosTokens;
    const stream = (resolved: ResolvedRequest): Stream => ({
      resolved,
      tokens: [],
      logits: [],
      fingerprint: createFingerprint(),
      error: null,
    });
    this.#streams = new Map(requests.map((resolved) => [resolved.request.id, stream(resolved)]));
    const queued = requests.map(({ request, promptTokens }) => ({
      id: request.id,
      prompt: promptTokens,
      maxNewTokens: request.maxNewTokens,
      stopTokens: request.ignoreEos ? [] : eosTokens,
      arrival: request.arrival,
    }));
    this.#queue = createQueue(queued, spec.limits);
  }

  get done(): boolean {
    return isDone(this.#queue);
  }

  /** Tokens of the probe that is furthest behind; Infinity once all have ended. */
  get probeProgress(): number {
    const probes = [...this.#queue.running, ...this.#queue.waiting].filter(({ id }) =>
      isProbe(this.#streams.get(id)!),
    );
    return Math.min(...probes.map((probe) => probe.tokens.length - probe.promptLength));
  }

  /** Whether a request has left the queue, for whatever reason. */
  hasEnded(id: string): boolean {
    return ![...this.#queue.running, ...this.#queue.waiting].some((request) => request.id === id);
  }

  get generated(): number {
    return [...this.#streams.values()].reduce((sum, stream) => sum + stream.tokens.length, 0);
  }

  /** Plan, run, record. The step that chooses the token at `look` is traced. */
  async step(look?: GeneratedPlace): Promise<Stepped> {
    const start = performance.now();
    const plan = schedule(this.#queue, this.spec.limits);
    const { output, trace } = await this.#compute(plan, look);
    const samples = output.samples.map((sample) => ({ ...sample, token: this.#fed(sample) }));
    const tokens = samples.flatMap((sample) => this.#record(sample));
    const next = new Map(samples.map((sample) => [sample.request, sample.finite ? sample.token : null]));
    const record: StepRecord = {
      rows: rowCount(plan),
      slices: plan.slices.map((slice) => this.#sliceRecord(slice, tokens)),
      waiting: stillWaiting(this.#queue, plan),
      plans: output.plans,
      preempted: plan.preempted,
      milliseconds: performance.now() - start,
    };
    this.#queue = commit(this.#queue, plan, next);
    this.#work = addStep(this.#work, record);
    this.#milliseconds += record.milliseconds;
    if (this.#retention.steps === 'all') this.#steps.push(record);
    return { record, tokens, trace };
  }

  close(): void {
    this.#runner.destroy();
  }

  /** (generated positions) x (vocabulary) logits of each probe; empty where they are not kept. */
  probeLogits(): [string, readonly Float32Array[]][] {
    if (this.#retention.logits === 'none') return [];
    return [...this.#streams].flatMap(([id, stream]) => (isProbe(stream) ? [[id, stream.logits]] : []));
  }

  toRecord(tokenizer: TextCodec): ArmRecord {
    const { name, kernels, activations, weights, parallelism } = this.spec;
    const milliseconds = this.#milliseconds;
    return {
      name,
      kernels,
      dtype: activations,
      weights,
      parallelism,
      requests: [...this.#streams.values()].map((stream) => this.#requestRecord(stream, tokenizer)),
      timing: {
        milliseconds,
        generatedTokens: this.generated,
        tokensPerSecond: (this.generated * 1000) / milliseconds,
      },
      work: this.#work,
      steps: this.#steps,
    };
  }

  async #compute(plan: StepPlan, look?: GeneratedPlace): Promise<Computed> {
    if (plan.slices.length === 0) return { output: { samples: [], plans: {} }, trace: null };
    const sampled = plan.slices.find(({ request, samples }) => samples && request === look?.request);
    const here = sampled && this.#streams.get(sampled.request)!.tokens.length === look?.position;
    if (!here) return { output: await this.#runner.step(plan), trace: null };
    if (!this.#runner.traceStep) throw new RangeError('this engine cannot be looked into');
    return await this.#runner.traceStep(plan, sampled.request);
  }

  #fed({ request, token }: Sample): number {
    return this.#forced.get(request)?.[this.#streams.get(request)!.tokens.length] ?? token;
  }

  /** A logit that is no number ends the request; its position gives no token and joins neither trace nor fingerprint. */
  #record({ request, token, logits, finite }: Sample): NewToken[] {
    const stream = this.#streams.get(request)!;
    const index = stream.tokens.length;
    if (!finite) {
      const hint = this.spec.activations === 'f16' ? ' (f16 overflows above 65,504)' : '';
      stream.error = `a logit is NaN or infinite at generated position ${index}${hint}`;
      return [];
    }
    stream.tokens.push(token);
    // A batch of long noise would fill the memory.
    if (this.#retention.logits === 'probe' && isProbe(stream)) stream.logits.push(logits);
    stream.fingerprint.add(token, logits);
    return [{ request, index, token }];
  }

  #sliceRecord({ request, start, tokens }: StepSlice, given: readonly NewToken[]): SliceRecord {
    const { promptTokens } = this.#streams.get(request)!.resolved;
    const token = given.find((each) => each.request === request)?.index ?? null;
    const decode = tokens.length === 1 && start >= promptTokens.length;
    return { request, rows: tokens.length, kind: decode ? 'decode' : 'prefill', token };
  }

  #requestRecord(stream: Stream, tokenizer: TextCodec): RequestRecord {
    const { request, promptTokens } = stream.resolved;
    return {
      id: request.id,
      role: request.role,
      promptTokens,
      tokens: stream.tokens,
      text: tokenizer.decode(stream.tokens),
      fingerprint: stream.fingerprint.hex(),
      finish: this.#finishOf(stream),
    };
  }

  #finishOf({ resolved, tokens, error }: Stream): Finish {
    if (error) return { reason: 'error', message: error };
    const stopped = !resolved.request.ignoreEos && this.#eosTokens.includes(tokens.at(-1)!);
    return { reason: stopped ? 'end-of-text' : 'length' };
  }
}

function isProbe({ resolved }: Stream): boolean {
  return resolved.request.role === 'probe';
}

/** Requests that are in the queue by this step and have no part in it; who has just lost its blocks counts as preempted. */
function stillWaiting({ running, waiting, step }: QueueState, { slices, preempted }: StepPlan): string[] {
  const busy = new Set([...slices.map(({ request }) => request), ...preempted]);
  return [...running, ...waiting]
    .filter(({ id, arrival }) => arrival <= step && !busy.has(id))
    .map(({ id }) => id);
}
