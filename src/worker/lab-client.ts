import { proxy, type Remote } from 'comlink';
import type { BenchReport } from '../bench/report.ts';
import type { PairNames, PositionNames } from '../results/compare-reports.ts';
import type { PairReport } from '../results/pair-series.ts';
import type { PositionReport } from '../results/position-report.ts';
import type { RunRecord } from '../results/record.ts';
import type { ReferenceReport } from '../results/reference-report.ts';
import type { AdapterReport } from '../steps/engine.ts';
import type { Certificate } from '../studies/certificate/certificate.ts';
import type { CacheEntry } from '../studies/microscope/cache-entry.ts';
import type { CellReport } from '../studies/microscope/cell.ts';
import type { ElementReport } from '../studies/microscope/element.ts';
import type { OutputPlace } from '../studies/microscope/inputs.ts';
import type { Look, LookPlace } from '../studies/microscope/microscope.ts';
import type { ElementPlace } from '../studies/microscope/operands.ts';
import type { BenchPoint } from '../workbench/points/point.ts';
import type { BenchTime } from '../workbench/points/timing.ts';
import type { PieceName } from './aside.ts';
import type { BenchJob, OnBench } from './bench-protocol.ts';
import type { OnProgress } from './compare-protocol.ts';
import { frameByFrame, type OnNews } from './frame-by-frame.ts';
import type { CertifyRequest, LabApi, Outcome, RunRequest } from './protocol.ts';
import type { SearchRequest, SearchResult } from './search-protocol.ts';
import type { BenchRequest, OnPoints } from './workbench-protocol.ts';
import { startWorker, type WorkerLink } from './worker-link.ts';

/**
 * The page's side of the worker. Nothing rejects: what goes wrong, the worker's own breakdown included, is an outcome, and
 * the next call starts a new worker where the last one is gone.
 */
export class LabClient {
  #link: WorkerLink | null = null;

  openGpu(): Promise<Outcome<AdapterReport>> {
    return this.#call((api) => api.openGpu());
  }

  /** `onNews` gets what happened since the last frame. */
  run(request: RunRequest, onNews: OnNews): Promise<Outcome<RunRecord>> {
    return this.#call((api) => api.run(request, proxy(frameByFrame(onNews))));
  }

  certify(request: CertifyRequest, onNews: OnNews): Promise<Outcome<Certificate>> {
    return this.#call((api) => api.certify(request, proxy(frameByFrame(onNews))));
  }

  search(request: SearchRequest, onNews: OnNews): Promise<Outcome<SearchResult>> {
    return this.#call((api) => api.search(request, proxy(frameByFrame(onNews))));
  }

  /** `cancel` ends it. */
  bench(job: BenchJob, onProgress: OnBench): Promise<Outcome<BenchReport>> {
    return this.#call((api) => api.bench(job, proxy(onProgress)));
  }

  async pause(): Promise<void> {
    await this.#link?.api.pause();
  }

  async resume(): Promise<void> {
    await this.#link?.api.resume();
  }

  async step(): Promise<void> {
    await this.#link?.api.step();
  }

  async cancel(): Promise<void> {
    await this.#link?.api.cancel();
  }

  pairReport(names: PairNames): Promise<Outcome<PairReport>> {
    return this.#call((api) => api.pairReport(names));
  }

  positionReport(names: PositionNames): Promise<Outcome<PositionReport>> {
    return this.#call((api) => api.positionReport(names));
  }

  replayForced(names: PairNames, onProgress: OnProgress): Promise<Outcome<PairReport>> {
    return this.#call((api) => api.replayForced(names, proxy(onProgress)));
  }

  reference(names: PositionNames, onProgress: OnProgress): Promise<Outcome<ReferenceReport>> {
    return this.#call((api) => api.reference(names, proxy(onProgress)));
  }

  lookInto(place: LookPlace, onProgress: OnProgress): Promise<Outcome<Look>> {
    return this.#call((api) => api.lookInto(place, proxy(onProgress)));
  }

  findCacheEntry(
    place: LookPlace,
    layer: number,
    onProgress: OnProgress,
  ): Promise<Outcome<CacheEntry | null>> {
    return this.#call((api) => api.findCacheEntry(place, layer, proxy(onProgress)));
  }

  cellAt(place: OutputPlace): Promise<Outcome<CellReport>> {
    return this.#call((api) => api.cellAt(place));
  }

  elementAt(place: ElementPlace): Promise<Outcome<ElementReport>> {
    return this.#call((api) => api.elementAt(place));
  }

  benchAt(request: BenchRequest, rows: number): Promise<Outcome<BenchPoint>> {
    return this.#call((api) => api.benchAt(request, rows));
  }

  benchTime(request: BenchRequest, rows: number): Promise<Outcome<BenchTime | null>> {
    return this.#call((api) => api.benchTime(request, rows));
  }

  sweepBench(request: BenchRequest, onPoints: OnPoints): Promise<Outcome<readonly BenchPoint[]>> {
    return this.#call((api) => api.sweepBench(request, proxy(onPoints)));
  }

  async endBeside(name: PieceName): Promise<void> {
    await this.#link?.api.endBeside(name);
  }

  async loseDevice(): Promise<boolean> {
    return (await this.#link?.api.loseDevice()) ?? false;
  }

  /** Ends the worker and with it the device, the model and any run. */
  dispose(): void {
    this.#link?.end({ kind: 'cancelled', message: 'the page was left' });
  }

  async #call<Value>(method: (api: Remote<LabApi>) => Promise<Outcome<Value>>): Promise<Outcome<Value>> {
    const link = this.#link ?? this.#start();
    const ended = link.ended.then((fault): Outcome<Value> => ({ ok: false, fault }));
    return await Promise.race([method(link.api), ended]);
  }

  #start(): WorkerLink {
    const link = startWorker();
    this.#link = link;
    void link.ended.then(() => {
      if (this.#link === link) this.#link = null;
    });
    return link;
  }
}
