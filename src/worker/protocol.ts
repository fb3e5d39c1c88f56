import type { Experiment } from '../experiment/schema.ts';
import type { LabEvent } from '../lab/watch.ts';
import type { PromptReport } from '../results/prompt-report.ts';
import type { RunRecord } from '../results/record.ts';
import type { AdapterReport, Engine } from '../steps/engine.ts';
import type { Certificate } from '../studies/certificate/certificate.ts';
import type { BenchApi } from './bench-protocol.ts';
import type { CompareApi } from './compare-protocol.ts';
import type { Fault } from './fault.ts';
import type { MicroscopeApi } from './microscope-protocol.ts';
import type { SearchNews, SearchRequest, SearchResult } from './search-protocol.ts';
import type { WorkbenchApi } from './workbench-protocol.ts';

/** What crosses between page and worker: plain data only. Logits stay in the worker. */
export type EngineKind = Engine['kind'];

export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly fault: Fault };

export interface RunRequest {
  readonly experiment: Experiment;
  readonly engine: EngineKind;
  /** Address of the folder that holds a folder for each model; ends in a slash. */
  readonly modelsUrl: string;
  /** Full certificates of earlier visits: the one of this adapter and model, if any, is believed as far as it goes. */
  readonly certificates: readonly Certificate[];
}

export interface CertifyRequest {
  /** Name of the model's folder. */
  readonly model: string;
  readonly modelsUrl: string;
}

/** What happens from the click to the record, in order. */
export type RunNews =
  | { readonly type: 'loading'; readonly loaded: number; readonly total: number | null }
  | { readonly type: 'prompts'; readonly prompts: readonly PromptReport[] }
  | { readonly type: 'engine'; readonly engine: EngineKind; readonly adapter: AdapterReport }
  /** Cases of the session's certificate that have been compared so far. */
  | { readonly type: 'certifying'; readonly done: number }
  | SearchNews
  | LabEvent;

/** Takes a batch of news; the next one is sent once this has resolved. */
export type Report = (news: readonly RunNews[]) => Promise<void>;

/** The lab as the page sees it. Every method resolves: what goes wrong comes back as a fault. */
export interface LabApi extends BenchApi, CompareApi, MicroscopeApi, WorkbenchApi {
  /** Opens a device, or keeps the one that is open, and says who it is. */
  openGpu(): Promise<Outcome<AdapterReport>>;
  /** Loads the model, opens the engine and runs; one run at a time. */
  run(request: RunRequest, report: Report): Promise<Outcome<RunRecord>>;
  /** Runs the full certificate on WebGPU; it counts as a run, so that it can be cancelled like one. */
  certify(request: CertifyRequest, report: Report): Promise<Outcome<Certificate>>;
  /** Answers a question about a pair by runs of its own; it counts as a run, and the latest run's logits are kept. */
  search(request: SearchRequest, report: Report): Promise<Outcome<SearchResult>>;
  /** Holds the run under way before its next step. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Lets one step of one arm through and holds again. */
  step(): Promise<void>;
  /** Ends the run under way before its next step. */
  cancel(): Promise<void>;
  /** Diagnostics: loses the device as a driver reset would. False where none is open. */
  loseDevice(): Promise<boolean>;
  /** Frees the device and everything kept of the latest run. */
  dispose(): Promise<void>;
}
