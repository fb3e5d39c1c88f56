import { type Mutant, unit } from './mutant.ts';

const QUEUE = 'src/studies/sweep/queue/queue.test.ts';
const UNTRUSTED = 'src/studies/sweep/queue/untrusted.test.ts';

/** Faults in how a study's jobs go through a queue. */
export const QUEUE_MUTANTS: readonly Mutant[] = [
  unit(
    'src/studies/sweep/queue/queued-job.ts',
    'a job is run that the study does not plan',
    'if (!job || canonicalJson(job) !== canonicalJson(payload.job))',
    'if (!job)',
    UNTRUSTED,
  ),
  unit(
    'src/studies/sweep/queue/bench-pool.node.ts',
    'a job is run again by the worker that ran it',
    'if (again.by !== worker) return true;',
    'if (again.by !== null) return true;',
    QUEUE,
  ),
  unit(
    'src/studies/sweep/queue/take-results.node.ts',
    'a result is taken whose canary nobody has',
    'if (!this.#options.canaries().some(',
    'if (false && !this.#options.canaries().some(',
    UNTRUSTED,
  ),
  unit(
    'src/studies/sweep/queue/study-crew.node.ts',
    'a worker of another canary is let in',
    'if (all.some((each) => canonicalJson(each) === canonicalJson(found))) return;',
    'if (all.length > 0) return;',
    QUEUE,
  ),
];
