import type { ArmRunner, ArmSpec, Engine, Sample } from '../engine/engine.ts';
import type { TextCodec } from '../model/tokenizer.ts';
import { commit, createScheduler, isDone, type SchedulerState, schedule } from '../plan/scheduler.ts';
import type { StepPlan } from '../plan/step-plan.ts';
import { rowCount } from '../plan/step-plan.ts';
import { createFingerprint, type Fingerprint } from '../results/fingerprint.ts';
import type { ArmRecord, Finish, RequestRecord, StepRecord } from '../results/record.ts';
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

/** One arm under way: its queue, its engine state and everything recorded. */
export class ArmRun {
  readonly spec: ArmSpec;
  readonly #runner: ArmRunner;
  readonly #eosTokens: readonly number[];
  readonly #streams: ReadonlyMap<string, Stream>;
  readonly #steps: StepRecord[] = [];
  #queue: SchedulerState;

  static async open(
    engine: Engine,
    spec: ArmSpec,
    requests: readonly ResolvedRequest[],
    eosTokens: readonly number[],
  ) {
    return new ArmRun(await engine.openArm(spec), spec, requests, eosTokens);
  }

  private constructor(
    runner: ArmRunner,
    spec: ArmSpec,
    requests: readonly ResolvedRequest[],
    eosTokens: readonly number[],
  ) {
    this.spec = spec;
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
    this.#queue = createScheduler(queued, spec.limits);
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

  get generated(): number {
    return [...this.#streams.values()].reduce((sum, stream) => sum + stream.tokens.length, 0);
  }

  /** Plan, run, record. */
  async step(): Promise<{ record: StepRecord; tokens: NewToken[] }> {
    const start = performance.now();
    const { state, plan } = schedule(this.#queue, this.spec.limits);
    const output = plan.slices.length > 0 ? await this.#runner.step(plan) : { samples: [], plans: {} };
    const tokens = output.samples.flatMap((sample) => this.#record(sample));
    const next = new Map(
      output.samples.map((sample) => [sample.request, sample.finite ? sample.token : null]),
    );
    this.#queue = commit(state, plan, next);
    const record = stepRecord(plan, output.plans, performance.now() - start);
    this.#steps.push(record);
    return { record, tokens };
  }

  close(): void {
    this.#runner.destroy();
  }

  /** (generated positions) x (vocabulary) logits of each probe. */
  probeLogits(): [string, readonly Float32Array[]][] {
    return [...this.#streams].flatMap(([id, stream]) => (isProbe(stream) ? [[id, stream.logits]] : []));
  }

  toRecord(tokenizer: TextCodec): ArmRecord {
    const { name, kernels, activations, weights, parallelism } = this.spec;
    const milliseconds = this.#steps.reduce((sum, step) => sum + step.milliseconds, 0);
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
      steps: this.#steps,
    };
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
    // Only probes are compared, and a batch of long noise would fill the memory.
    if (isProbe(stream)) stream.logits.push(logits);
    stream.fingerprint.add(token, logits);
    return [{ request, index, token }];
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

function stepRecord(plan: StepPlan, plans: StepRecord['plans'], milliseconds: number): StepRecord {
  const requests = plan.slices.map((slice) => slice.request);
  return { rows: rowCount(plan), requests, plans, preempted: plan.preempted, milliseconds };
}
