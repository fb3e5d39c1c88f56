import type { Canary } from '../canary.ts';
import type { Job, JobResult } from '../job.ts';

/** What computes jobs, one at a time, in a process of its own. */
export interface JobBench {
  /** Of the study on this device. */
  canary(): Promise<Canary>;
  /** Throws JobFault. `canary`: what the canary gave. */
  run(job: Job, canary: string): Promise<JobResult>;
  /** Ends what is under way, whose promise rejects. */
  close(): void;
}

/** A job that could not be run. */
export class JobFault extends Error {
  override readonly name = 'JobFault';
  /** Trying again would end the same. */
  readonly final: boolean;

  constructor(message: string, final: boolean) {
    super(message);
    this.final = final;
  }
}
