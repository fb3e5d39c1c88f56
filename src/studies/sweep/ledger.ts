import type { JobResult } from './job.ts';

/** Where results of jobs are kept: a folder, a browser's storage. Who writes the same job twice writes the same but for its times. */
export interface Ledger {
  /** Ids of jobs whose results are there, whole and of this study. Throws SweepError naming what is there and does not belong. */
  done(): Promise<ReadonlySet<string>>;
  /** Throws SweepError where there is none, or one that cannot be read. */
  read(id: string): Promise<JobResult>;
  /** All of it or nothing. */
  write(result: JobResult): Promise<void>;
}
