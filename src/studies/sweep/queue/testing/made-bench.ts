import type { Canary } from '../../canary.ts';
import { unitsOf } from '../../experiment-of.ts';
import type { Job, JobResult } from '../../job.ts';
import type { Study } from '../../study-schema.ts';
import { madeUpResult, PROVENANCE } from '../../testing/tiny-study.ts';
import { type JobBench, JobFault } from '../bench.ts';

interface MadeBench {
  /** Digits of its canary; default: those of everybody. */
  readonly canary?: string;
  /** What of a job's result is otherwise, or what goes wrong with it. */
  readonly change?: (job: Job, time: number) => Partial<JobResult> | Error;
  /** Jobs, by place, that never end by themselves. */
  readonly endless?: (job: Job, time: number) => boolean;
}

/** A bench without an engine, whose results the study's own check takes. */
export function madeBench(
  study: Study,
  { canary = PROVENANCE.canary, change = () => ({}), endless = () => false }: MadeBench = {},
): JobBench & { readonly ran: string[] } {
  const ran: string[] = [];
  const stops = new Set<(error: Error) => void>();
  const { engine, adapter } = PROVENANCE;
  const own: Canary = { engine, adapter, canary };
  return {
    ran,
    canary: async () => own,
    async run(job) {
      ran.push(job.id);
      const time = ran.filter((id) => id === job.id).length;
      if (endless(job, time)) await new Promise((_, reject) => stops.add(reject));
      const changed = change(job, time);
      if (changed instanceof Error) throw changed;
      const { id: unit, kind } = unitsOf(study, [])[job.from];
      const observations = [{ unit, kind, arm: 'company', against: 'alone', values: { bits: 1, fork: 0 } }];
      return madeUpResult(study, job, {
        ...{ observations, provenance: { ...PROVENANCE, canary } },
        ...changed,
      });
    },
    close() {
      for (const stop of stops) stop(new JobFault('closed', false));
    },
  };
}
