import type { BenchReport } from '../bench/report.ts';
import type { LoadedModel } from '../model/load.ts';
import type { OnBytes } from '../model/model-files.ts';
import { type PairNames, type PositionNames, pairKeyOf, positionKeyOf } from '../results/compare-reports.ts';
import type { RunRecord } from '../results/record.ts';
import type { Certificate } from '../studies/certificate/certificate.ts';
import type { OutputPlace } from '../studies/microscope/inputs.ts';
import type { LookPlace } from '../studies/microscope/microscope.ts';
import type { ElementPlace } from '../studies/microscope/operands.ts';
import type { PieceName } from './aside.ts';
import type { BenchJob, OnBench } from './bench-protocol.ts';
import { benchHere } from './bench-session.ts';
import type { OnProgress } from './compare-protocol.ts';
import { CompareQueries, type FinishedRun } from './compare-queries.ts';
import { EngineHost } from './engine-host.ts';
import { MicroscopeSession } from './microscope-session.ts';
import { ModelCache } from './model-cache.ts';
import { outcome } from './outcome.ts';
import type { CertifyRequest, EngineKind, LabApi, Outcome, Report, RunRequest } from './protocol.ts';
import { certifyHere, runHere } from './run-session.ts';
import type { SearchRequest, SearchResult } from './search-protocol.ts';
import { search } from './search-session.ts';
import { type Tell, Turns } from './turns.ts';
import type { BenchRequest, OnPoints } from './workbench-protocol.ts';
import { WorkbenchSession } from './workbench-session.ts';

/** The lab behind the worker's boundary: one model, one engine, one run at a time, the latest run's logits. */
export class LabSession implements LabApi {
  readonly #models = new ModelCache();
  readonly #engines = new EngineHost();
  readonly #userAgent: string;
  readonly #compare = new CompareQueries(this.#engines);
  readonly #microscope = new MicroscopeSession(this.#engines);
  readonly #workbench = new WorkbenchSession(this.#engines);
  readonly #turns = new Turns(() => this.#engines.drop());

  /** `userAgent`: the browser, which a certificate names. */
  constructor(userAgent: string) {
    this.#userAgent = userAgent;
  }

  openGpu() {
    return outcome(() => this.#engines.openGpu());
  }

  run(request: RunRequest, report: Report): Promise<Outcome<RunRecord>> {
    const { experiment, engine, modelsUrl } = request;
    return this.#turns.alone(report, async (signal, tell, gate) => {
      const setting = await this.#setting(modelsUrl, experiment.model.name, engine, signal, tell);
      const run = await runHere(request, { ...setting, gate });
      this.#remember(run);
      return run.result.record;
    });
  }

  certify({ model, modelsUrl }: CertifyRequest, report: Report): Promise<Outcome<Certificate>> {
    return this.#turns.alone(report, async (signal, tell) =>
      certifyHere(await this.#setting(modelsUrl, model, 'webgpu', signal, tell)),
    );
  }

  search(request: SearchRequest, report: Report): Promise<Outcome<SearchResult>> {
    const { experiment, engine, modelsUrl } = request;
    return this.#turns.alone(report, async (signal, tell) => {
      const setting = await this.#setting(modelsUrl, experiment.model.name, engine, signal, tell);
      return await search(request, { ...setting, ...(await setting.openEngine()) });
    });
  }

  bench(job: BenchJob, onProgress: OnBench): Promise<Outcome<BenchReport>> {
    return this.#turns.alone(noReport, (signal, tell) => {
      const loadShipped = (name: string) => this.#load(job.modelsUrl, name, signal, tell);
      return benchHere(job, { userAgent: this.#userAgent, loadShipped, signal }, onProgress);
    });
  }

  pause(): Promise<void> {
    this.#turns.pause();
    return Promise.resolve();
  }

  resume(): Promise<void> {
    this.#turns.resume();
    return Promise.resolve();
  }

  step(): Promise<void> {
    this.#turns.step();
    return Promise.resolve();
  }

  cancel(): Promise<void> {
    this.#turns.cancel();
    return Promise.resolve();
  }

  pairReport(names: PairNames) {
    return outcome(() => this.#compare.pairReport(names));
  }

  positionReport(names: PositionNames) {
    return outcome(() => this.#compare.positionReport(names));
  }

  replayForced(names: PairNames, onProgress: OnProgress) {
    return this.#turns.besides({ lane: 'compare', key: pairKeyOf(names) }, (signal) =>
      this.#compare.replay(names, signal, onProgress),
    );
  }

  reference(names: PositionNames, onProgress: OnProgress) {
    return this.#turns.besides({ lane: 'compare', key: positionKeyOf(names) }, (signal) =>
      this.#compare.reference(names, signal, onProgress),
    );
  }

  lookInto(place: LookPlace, onProgress: OnProgress) {
    return this.#turns.besides({ lane: 'look' }, (signal) =>
      this.#microscope.lookInto(place, signal, onProgress),
    );
  }

  findCacheEntry(place: LookPlace, layer: number, onProgress: OnProgress) {
    return this.#turns.besides({ lane: 'look' }, (signal) =>
      this.#microscope.findCacheEntry(place, layer, signal, onProgress),
    );
  }

  cellAt(place: OutputPlace) {
    return outcome(() => this.#microscope.cellAt(place));
  }

  elementAt(place: ElementPlace) {
    return outcome(() => this.#microscope.elementAt(place));
  }

  benchAt(request: BenchRequest, rows: number) {
    return this.#turns.besides({ lane: 'bench' }, () => this.#workbench.at(request, rows));
  }

  benchTime(request: BenchRequest, rows: number) {
    return this.#turns.besides({ lane: 'bench' }, (signal) => this.#workbench.time(request, rows, signal));
  }

  sweepBench(request: BenchRequest, onPoints: OnPoints) {
    return this.#turns.besides({ lane: 'bench' }, (signal) =>
      this.#workbench.sweep(request, signal, onPoints),
    );
  }

  endBeside(name: PieceName): Promise<void> {
    this.#turns.end(name);
    return Promise.resolve();
  }

  loseDevice(): Promise<boolean> {
    return this.#engines.loseDevice();
  }

  dispose(): Promise<void> {
    this.#turns.cancel();
    this.#workbench.close();
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

  /** What a piece of work needs, its model loaded; its engine opens when it asks for it. */
  async #setting(modelsUrl: string, name: string, kind: EngineKind, signal: AbortSignal, tell: Tell) {
    const model = await this.#load(modelsUrl, name, signal, tell);
    const openEngine = () => this.#engines.open(kind, model.checkpoint);
    return { model, openEngine, userAgent: this.#userAgent, signal, tell };
  }
}

/** A bench tells its progress itself. */
const noReport: Report = () => Promise.resolve();
