import type { Certificate } from '../lab/certificate/certificate.ts';
import { certify } from '../lab/certificate/certify.ts';
import { certificateKey } from '../lab/certificate/key.ts';
import { certifyRun } from '../lab/certificate/session.ts';
import { resolveRequests } from '../lab/resolve.ts';
import { runExperiment } from '../lab/run.ts';
import type { LoadedModel } from '../model/load.ts';
import { type LogitTraces, type RunRecord, traceKey } from '../results/record.ts';
import { EngineHost } from './engine-host.ts';
import { EventStream } from './event-stream.ts';
import { toFault } from './fault.ts';
import { ModelCache } from './model-cache.ts';
import type {
  CertifyRequest,
  LabApi,
  Outcome,
  PromptReport,
  Report,
  RunNews,
  RunRequest,
  TopQuery,
} from './protocol.ts';
import { type TopRow, topOfBoth } from './top-of-both.ts';

/** Of each side; the union is at most twice as long. */
const TOP = 6;

type Tell = (event: RunNews) => void;
type Work<Value> = (signal: AbortSignal, tell: Tell) => Promise<Value>;

/** The lab behind the worker's boundary: one model, one engine, one run at a time, the latest run's logits. */
export class LabSession implements LabApi {
  readonly #models = new ModelCache();
  readonly #engines = new EngineHost();
  readonly #userAgent: string;
  #stop: AbortController | null = null;
  #latest: { readonly logits: LogitTraces; readonly model: LoadedModel } | null = null;

  /** `userAgent`: the browser, which a certificate names. */
  constructor(userAgent: string) {
    this.#userAgent = userAgent;
  }

  openGpu() {
    return outcome(() => this.#engines.openGpu());
  }

  run(request: RunRequest, report: Report): Promise<Outcome<RunRecord>> {
    return this.#alone(report, (signal, tell) => this.#run(request, signal, tell));
  }

  certify(request: CertifyRequest, report: Report): Promise<Outcome<Certificate>> {
    return this.#alone(report, (signal, tell) => this.#certify(request, signal, tell));
  }

  /** One piece of long work at a time, which can be cancelled. */
  async #alone<Value>(report: Report, work: Work<Value>): Promise<Outcome<Value>> {
    if (this.#stop) return { ok: false, fault: { kind: 'internal', message: 'a run is already under way' } };
    const stop = new AbortController();
    this.#stop = stop;
    const news = new EventStream(report);
    const tell = (event: RunNews) => {
      // The load of a model goes on after a cancellation, and then concerns nobody.
      if (!stop.signal.aborted) news.push(event);
    };
    const result = await outcome(() => work(stop.signal, tell));
    this.#stop = null;
    await news.flush();
    if (result.ok) return result;
    if (stop.signal.aborted) return { ok: false, fault: { kind: 'cancelled', message: 'cancelled' } };
    if (result.fault.kind === 'gpu' || result.fault.kind === 'internal') this.#engines.drop();
    return result;
  }

  cancel(): Promise<void> {
    this.#stop?.abort();
    return Promise.resolve();
  }

  topAt({ a, b, request, position }: TopQuery): Promise<Outcome<readonly TopRow[]>> {
    return outcome(() => {
      const [logitsA, logitsB] = [a, b].map(
        (arm) => this.#latest?.logits.get(traceKey(arm, request))?.[position],
      );
      if (!logitsA || !logitsB) {
        throw new RangeError(`no logits are kept of ${request} in ${a} and ${b} at token ${position}`);
      }
      return topOfBoth(logitsA, logitsB, TOP, this.#latest!.model.tokenizer.tokenText);
    });
  }

  loseDevice(): Promise<boolean> {
    return this.#engines.loseDevice();
  }

  dispose(): Promise<void> {
    this.#stop?.abort();
    this.#engines.drop();
    this.#latest = null;
    return Promise.resolve();
  }

  async #load(modelsUrl: string, name: string, signal: AbortSignal, tell: Tell): Promise<LoadedModel> {
    tell({ type: 'loading', loaded: 0, total: null });
    const loading = this.#models.load(modelsUrl, name, (loaded, total) =>
      tell({ type: 'loading', loaded, total }),
    );
    return await unlessAborted(loading, signal);
  }

  async #certify(
    { model: name, modelsUrl }: CertifyRequest,
    signal: AbortSignal,
    tell: Tell,
  ): Promise<Certificate> {
    const model = await this.#load(modelsUrl, name, signal, tell);
    const engine = await this.#engines.open('webgpu', model.checkpoint);
    const key = certificateKey(engine, model, this.#userAgent);
    const onCase = (_: unknown, done: number) => tell({ type: 'certifying', done });
    return await certify({ engine, model, key, form: 'full', signal, onCase });
  }

  async #run(request: RunRequest, signal: AbortSignal, tell: Tell): Promise<RunRecord> {
    const { experiment, engine: kind, modelsUrl, certificates } = request;
    const model = await this.#load(modelsUrl, experiment.model.name, signal, tell);
    tell({ type: 'prompts', prompts: promptReports(experiment, model) });
    const engine = await this.#engines.open(kind, model.checkpoint);
    tell({ type: 'engine', engine: engine.kind, adapter: engine.adapter });
    const onCase = (_: unknown, done: number) => tell({ type: 'certifying', done });
    const userAgent = this.#userAgent;
    const stored = (key: string) => Promise.resolve(certificates.find((one) => one.key === key) ?? null);
    const certified = await certifyRun({ engine, model, experiment, userAgent, stored, signal, onCase });
    const options = { experiment, model, engine, signal, onEvent: tell, ...certified };
    const { record, logits } = await runExperiment(options);
    this.#latest = { logits, model };
    return record;
  }
}

function promptReports(experiment: RunRequest['experiment'], model: LoadedModel): PromptReport[] {
  return resolveRequests(experiment, model).map(({ request, promptTokens }) => ({
    request: request.id,
    text: model.tokenizer.decode(promptTokens),
    tokens: promptTokens.length,
  }));
}

async function outcome<Value>(work: () => Value | Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, fault: toFault(error) };
  }
}

function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([work, aborted]);
}
