import type { Canaries } from '../canary.ts';
import type { Job, JobResult } from '../job.ts';
import type { Ledger } from '../ledger.ts';
import type { StudyRecord } from './protocol.ts';
import type { QueueStatus } from './status.ts';
import type { StudyQueue } from './study-queue.node.ts';

/** What `QueueRun` runs, where it keeps results, and who hears of it. */
export interface RunQueueOptions {
  readonly queue: StudyQueue;
  /** Hash of the study. */
  readonly study: string;
  readonly title: string;
  readonly record: StudyRecord;
  readonly jobs: readonly Job[];
  readonly ledger: Ledger;
  readonly problemOf: (result: JobResult) => string | null;
  readonly canaries: Canaries | null;
  /** Keeps them when there is another. */
  readonly writeCanaries: (canaries: Canaries) => Promise<void>;
  /** This process, `host:pid`. */
  readonly runner: string;
  readonly say: (line: string) => void;
  readonly onStatus: (status: QueueStatus) => void;
  readonly signal: AbortSignal;
  /** Milliseconds between two looks at the queue. */
  readonly turn?: number;
  readonly now?: () => number;
}
