import type { MergedStudy, Provenance } from '../../studies/sweep/job.ts';
import type { JobTable } from '../../studies/sweep/job-table.ts';
import type { StudyOutcome } from '../../studies/sweep/outcome.ts';
import type { RunRequest } from './run.ts';

/** A study by its text, which is parsed where it is used. */
export interface StudyAsk extends Pick<RunRequest, 'modelsUrl'> {
  readonly text: string;
}

/** What is asked to analyse what is there of a study. */
export interface StudyLookRequest extends StudyAsk {
  /** Which of the plan's analyses this is, from 1; left out: the last. */
  readonly look?: number;
}

/** What is asked to run a study. */
export interface StudyRunRequest extends StudyAsk, Pick<RunRequest, 'engine'> {}

/** A study with its plan, and what of it this browser has. */
export interface PlanReport {
  readonly hash: string;
  /** The study's JSON: as an object, values of axes nest deeper than the types of messages can follow. */
  readonly text: string;
  /** Units that each cell has with the model's tasks. */
  readonly units: number;
  readonly table: JobTable;
  /** For each job whether its result is here, as a byte. */
  readonly done: Uint8Array<ArrayBuffer>;
  /** Who computed the results that are here; null where there are none. */
  readonly by: Provenance | null;
  /** What a job took on average, by some of those that are here; null where there are none. */
  readonly jobMilliseconds: number | null;
}

/** How a run of a study ended that was not cancelled. */
export interface StudyRunReport {
  readonly done: number;
  readonly of: number;
}

/** What the jobs that are done say. */
export interface StudyFound {
  readonly outcome: StudyOutcome;
  /** What was observed; left out of very large studies. */
  readonly merged?: MergedStudy;
}
