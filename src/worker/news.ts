import type { LoadEvent } from '../lab/load/load-events.ts';
import type { CalibratingEvent, LabEvent, UploadingEvent } from '../lab/watch.ts';
import type { PromptReport } from '../results/prompt-report.ts';
import type { AdapterReport, EngineKind } from '../steps/engine.ts';
import type { CliffPlan, CliffRow } from '../studies/cliffs/cliff-report.ts';
import type { CliffProgress } from '../studies/cliffs/measure-cliffs.ts';
import type { CouplingRow } from '../studies/couplings/coupling-report.ts';
import type { CouplingProgress } from '../studies/couplings/measure-couplings.ts';
import type { ForkReport } from '../studies/search/fork-search.ts';
import type { Answer } from '../studies/search/question.ts';
import type { SearchProgress } from '../studies/search/search.ts';
import type { SweepProgress } from '../studies/sweep/run-sweep.ts';

/** Bytes of a model's files. */
export interface LoadingNews {
  readonly type: 'loading';
  readonly loaded: number;
  readonly total: number | null;
}

/** Weights that are put on the device, then cases of the session's certificate that have been compared so far. */
export type CertifyingNews = UploadingEvent | { readonly type: 'certifying'; readonly done: number };

/** Before each run of a search: where it stands and what is known. */
export interface SearchNews extends SearchProgress<Answer> {
  readonly type: 'search';
}

/** The same of a search for a prompt that forks. */
export interface ForkSearchNews extends SearchProgress<ForkReport> {
  readonly type: 'fork-search';
}

/** Steps of a size that were measured for a virtual clock's table, and how many there are. */
export interface MeasuringNews {
  readonly type: 'measuring';
  readonly done: number;
  readonly total: number;
}

/** What is measured of the coupling matrix now, and each row as it is done. */
export type CouplingNews =
  | LoadingNews
  | CertifyingNews
  | ({ readonly type: 'couplings' } & CouplingProgress)
  | { readonly type: 'coupling'; readonly row: CouplingRow };

/** What is measured of the cliff map now, and each row as it is done, with the plans that are known. */
export type CliffNews =
  | LoadingNews
  | CertifyingNews
  | ({ readonly type: 'cliffs' } & CliffProgress)
  | { readonly type: 'cliff'; readonly row: CliffRow; readonly plans: readonly CliffPlan[] };

/** What goes on while a study runs: jobs of its plan that have ended, by their place in it, and how far it is. */
export type StudyNews =
  | LoadingNews
  | { readonly type: 'job'; readonly index: number }
  | ({ readonly type: 'study' } & SweepProgress);

/** What happens from the click to the record of a run under load. */
export type LoadNews = LoadingNews | CertifyingNews | MeasuringNews | CalibratingEvent | LoadEvent;

/** What happens from the click to the record, in order. */
export type RunNews =
  | LoadingNews
  | { readonly type: 'prompts'; readonly prompts: readonly PromptReport[] }
  | { readonly type: 'engine'; readonly engine: EngineKind; readonly adapter: AdapterReport }
  | CertifyingNews
  | SearchNews
  | ForkSearchNews
  | LabEvent;
