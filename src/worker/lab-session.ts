import type { Certificate } from '../lab/certificate/certificate.ts';
import { certify } from '../lab/certificate/certify.ts';
import { certificateKey } from '../lab/certificate/key.ts';
import { certifyRun } from '../lab/certificate/session.ts';
import { Gate } from '../lab/gate.ts';
import type { OutputPlace } from '../lab/microscope/inputs.ts';
import type { LookPlace } from '../lab/microscope/microscope.ts';
import type { ElementPlace } from '../lab/microscope/operands.ts';
import { resolveRequests } from '../lab/resolve.ts';
import { runExperiment } from '../lab/run.ts';
import type { LoadedModel, OnBytes } from '../model/load.ts';
import type { PairNames, PositionNames } from '../results/compare-reports.ts';
import type { RunRecord } from '../results/record.ts';
import { Aside } from './aside.ts';
import type { OnProgress } from './compare-protocol.ts';
import { CompareQueries, type FinishedRun } from './compare-queries.ts';
import { EngineHost } from './engine-host.ts';
import { EventStream } from './event-stream.ts';
import { toFault } from './fault.ts';
import { MicroscopeSession } from './microscope-session.ts';
import { ModelCache } from './model-cache.ts';
import type {
  CertifyRequest,
  LabApi,
  Outcome,
  PromptReport,
  Report,
  RunNews,
  RunRequest,
} from './protocol.ts';
import type { SearchRequest, SearchResult } from './search-protocol.ts';
import { search } from './search-session.ts';

type Tell = (event: RunNews) => void;
type Work<Value> = (signal: AbortSignal, tell: Tell) => Promise<Value>;

/** The lab behind the worker's boundary: one model, one engine, one run at a time, the latest run's logits. */
export class LabSession implements LabApi {
  readonly #models = new ModelCache();
  readonly #engines = new EngineHost();
  readonly #userAgent: string;
  readonly #compare = new CompareQueries(this.#engines);
  readonly #microscope = new MicroscopeSession(this.#engines);
  readonly #aside = new Aside();
  #gate = new Gate();
  #stop: AbortController | null = null;

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

  search(request: SearchRequest, report: Report): Promise<Outcome<SearchResult>> {
    return this.#alone(report, async (signal, tell) => {
      const { experiment, engine: kind, modelsUrl } = request;
      const model = await this.#load(modelsUrl, experiment.model.name, signal, tell);
      const engine = await this.#engines.open(kind, model.checkpoint);
      return await search(request, { model, engine, userAgent: this.#userAgent, signal, tell });
    });
  }

  /** One piece of long work at a time, which can be cancelled. */
  async #alone<Value>(report: Report, work: Work<Value>): Promise<Outcome<Value>> {
    await this.#aside.giveWay();
    if (this.#stop) return underWay();
    const stop = new AbortController();
    this.#stop = stop;
    this.#gate = new Gate();
    const news = new EventStream(report);
    const tell = (event: RunNews) => {
      // What was under way at a cancellation concerns nobody.
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

  pause(): Promise<void> {
    this.#gate.pause();
    return Promise.resolve();
  }

  resume(): Promise<void> {
    this.#gate.resume();
    return Promise.resolve();
  }

  step(): Promise<void> {
    this.#gate.step();
    return Promise.resolve();
  }

  cancel(): Promise<void> {
    this.#stop?.abort();
    return Promise.resolve();
  }

  pairReport(names: PairNames) {
    return outcome(() => this.#compare.pairReport(names));
  }

  positionReport(names: PositionNames) {
    return outcome(() => this.#compare.positionReport(names));
  }

  replayForced(names: PairNames, onProgress: OnProgress) {
    return this.#besides((signal) => this.#compare.replay(names, signal, onProgress));
  }

  reference(names: PositionNames, onProgress: OnProgress) {
    return this.#besides((signal) => this.#compare.reference(names, signal, onProgress));
  }

  lookInto(place: LookPlace, onProgress: OnProgress) {
    return this.#besides((signal) => this.#microscope.lookInto(place, signal, onProgress));
  }

  findCacheEntry(place: LookPlace, layer: number, onProgress: OnProgress) {
    return this.#besides((signal) => this.#microscope.findCacheEntry(place, layer, signal, onProgress));
  }

  cellAt(place: OutputPlace) {
    return outcome(() => this.#microscope.cellAt(place));
  }

  elementAt(place: ElementPlace) {
    return outcome(() => this.#microscope.elementAt(place));
  }

  cancelCompare(): Promise<void> {
    return this.#aside.giveWay();
  }

  /** Long work about the latest run; refused while another run is under way. */
  async #besides<Value>(work: (signal: AbortSignal) => Promise<Value>): Promise<Outcome<Value>> {
    if (this.#stop) return underWay();
    // Only giving way ends work that has not begun.
    let stopped = (): boolean => true;
    const result = await outcome(() =>
      this.#aside.start((signal) => {
        stopped = () => signal.aborted;
        return work(signal);
      }),
    );
    if (result.ok) return result;
    if (stopped()) return { ok: false, fault: { kind: 'cancelled', message: 'cancelled' } };
    if (result.fault.kind === 'gpu') this.#engines.drop();
    return result;
  }

  loseDevice(): Promise<boolean> {
    return this.#engines.loseDevice();
  }

  dispose(): Promise<void> {
    this.#stop?.abort();
    this.#engines.drop();
    this.#remember(null);
    return Promise.resolve();
  }

  #remember(run: FinishedRun | null): void {
    this.#compare.remember(run);
    this.#microscope.remember(run);
  }

  async #load(modelsUrl: string, name: string, signal: AbortSignal, tell: Tell): Promise<LoadedModel> {
    tell({ type: 'loading', loaded: 0, total: null });
    const onBytes: OnBytes = (loaded, total) => tell({ type: 'loading', loaded, total });
    const model = await this.#models.load(modelsUrl, name, onBytes, signal);
    signal.throwIfAborted();
    return model;
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
    const options = { experiment, model, engine, signal, gate: this.#gate, onEvent: tell, ...certified };
    const result = await runExperiment(options);
    this.#remember({ result, setting: { model, invariantAs: certified.invariantAs ?? null } });
    return result.record;
  }
}

function promptReports(experiment: RunRequest['experiment'], model: LoadedModel): PromptReport[] {
  return resolveRequests(experiment, model).map(({ request, promptTokens }) => ({
    request: request.id,
    text: model.tokenizer.decode(promptTokens),
    tokens: promptTokens.length,
  }));
}

function underWay(): Outcome<never> {
  return { ok: false, fault: { kind: 'internal', message: 'a run is already under way' } };
}

async function outcome<Value>(work: () => Value | Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, fault: toFault(error) };
  }
}
