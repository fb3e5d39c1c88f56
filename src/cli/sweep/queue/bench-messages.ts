import type { Canary } from '../../../studies/sweep/canary.ts';
import type { Job, JobResult } from '../../../studies/sweep/job.ts';
import type { Study } from '../../../studies/sweep/study-schema.ts';

/** What a worker asks the process that computes for it, one question at a time. */
export type Question =
  | { readonly ask: 'open'; readonly study: Study; readonly engine: string }
  | { readonly ask: 'run'; readonly job: Job; readonly canary: string };

export type Answer =
  | { readonly canary: Canary }
  | { readonly result: JobResult }
  /** `final`: asking again would end the same. */
  | { readonly problem: string; readonly final: boolean };
