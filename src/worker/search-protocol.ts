import type { Experiment } from '../experiment/schema.ts';
import type { Posture } from '../results/posture.ts';
import type { AdapterReport } from '../steps/engine.ts';
import type { Certificate } from '../studies/certificate/certificate.ts';
import type { Answer, Question } from '../studies/search/question.ts';
import type { SearchProgress } from '../studies/search/search.ts';
import type { EngineKind } from './protocol.ts';

export interface SearchRequest {
  readonly experiment: Experiment;
  readonly question: Question;
  readonly engine: EngineKind;
  /** Address of the folder that holds a folder for each model; ends in a slash. */
  readonly modelsUrl: string;
  readonly certificates: readonly Certificate[];
}

/** An answer, and what a reader must know beside it. */
export interface SearchResult {
  readonly answer: Answer;
  readonly engine: EngineKind;
  readonly adapter: AdapterReport;
  /** The certificate, a set that stood in for another. */
  readonly notes: readonly string[];
  /** Of the arms that the answer leans on. */
  readonly postures: readonly Posture[];
  readonly runs: number;
  readonly milliseconds: number;
}

/** Before each run of a search: where it stands and what is known. */
export interface SearchNews extends SearchProgress<Answer> {
  readonly type: 'search';
}
