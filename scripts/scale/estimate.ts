import type { Inputs } from './inputs.ts';

/** What a sweep of so many jobs comes to. */
export interface Estimate {
  readonly jobs: number;
  readonly answers: number;
  readonly seeds: number;
  readonly steps: number;
  /** Tokens of measured answers, and of all in the batches, noise and all, until they end. */
  readonly tokens: number;
  readonly batchTokens: number;
  readonly resultBytes: number;
  readonly mergedBytes: number;
  /** Of all workers together. */
  readonly writeHours: number;
  /** Each time that a process starts on a folder that is full. */
  readonly readMinutes: number;
  readonly mergeMinutes: number;
  readonly mergeMemory: number;
  readonly reportMinutes: number;
  readonly reportMemory: number;
  readonly queueBytes: number;
  readonly queueMinutes: number;
}

const ROWS = 5;

/** Of `jobs` jobs in study 1's shape. */
export function estimateOf(jobs: number, { study, folder, queue }: Inputs): Estimate {
  const minutes = (milliseconds: number) => (jobs * milliseconds) / 60_000;
  const answers = jobs * study.answersAJob;
  const steps = jobs * stepsOfJob(study);
  return {
    ...{ jobs, answers, seeds: Math.round(jobs / study.jobsASeed), steps },
    ...{ tokens: answers * study.longest[0], batchTokens: steps * ROWS },
    ...{ resultBytes: jobs * folder.resultBytes, mergedBytes: jobs * folder.mergedBytes },
    ...{ writeHours: minutes(folder.write) / 60, readMinutes: minutes(folder.read) },
    ...{ mergeMinutes: minutes(folder.merge), mergeMemory: jobs * folder.mergeMemory },
    ...{ reportMinutes: minutes(folder.report), reportMemory: jobs * folder.reportMemory },
    ...{ queueBytes: jobs * queue.bytes, queueMinutes: minutes(queue.addMilliseconds) },
  };
}

/** Steps that a job takes, a mean over levels of noise: its batches, each as long as the longest answer that is measured in it. */
export function stepsOfJob({ batches, longest }: Inputs['study']): number {
  const steps = batches.map(({ ofBlock, measured }) => ofBlock * longest[measured - 1]);
  return steps.reduce((sum, each) => sum + each, 0) / steps.length;
}

/** Hours that devices take together at so many milliseconds a step. */
export function deviceHours({ steps }: Pick<Estimate, 'steps'>, milliseconds: number): number {
  return (steps * milliseconds) / 3_600_000;
}
