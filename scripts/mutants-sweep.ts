import { type Mutant, unit } from './mutant.ts';

const MERGE = 'src/studies/sweep/merge.ts';
const JOBS = 'src/studies/sweep/jobs.ts';
const CONTENT = 'src/studies/sweep/content-hash.ts';
const LEDGER = 'src/studies/sweep/ledger.node.ts';
const RUN = 'src/studies/sweep/run-sweep.ts';

/** Faults in how a study's jobs are named, kept, run and put together. */
export const SWEEP_MUTANTS: readonly Mutant[] = [
  unit(
    MERGE,
    'results of two devices are pooled',
    'if (this.#strata.length > 1 && !stratify) throw',
    'if (this.#strata.length > 99 && !stratify) throw',
    'src/studies/sweep/merge.test.ts',
  ),
  unit(
    MERGE,
    'two results of a job that differ pass for one',
    'if (before && !sameBits(before.result, result))',
    'if (before && !before.result)',
    'src/studies/sweep/merge.test.ts',
  ),
  unit(
    MERGE,
    'a job without a result is no gap',
    'if (!partial && this.#missing.length > 0) throw',
    'if (!partial && this.#missing.length < 0) throw',
    'src/studies/sweep/merge.test.ts',
  ),
  unit(
    'src/studies/sweep/provenance.ts',
    'other weights under the same name are the same model',
    'if (known !== undefined && textOf(known) !== textOf(each)) return null;',
    'if (known !== undefined && textOf(known) === null) return null;',
    'src/studies/sweep/merge.test.ts',
  ),
  unit(
    JOBS,
    'a seed is no part of what a job computes',
    'sumText(sum + ofSeed + ofBlock)',
    'sumText(sum + ofBlock)',
    'src/studies/sweep/jobs.test.ts',
  ),
  unit(
    JOBS,
    'the last block goes on behind the last unit',
    'Math.min(count, (i + 1) * size)',
    '(i + 1) * size',
    'src/studies/sweep/jobs.test.ts',
  ),
  unit(
    CONTENT,
    'what was at a place before its value is still counted',
    'return now - then;',
    'return now;',
    'src/studies/sweep/jobs.test.ts',
  ),
  unit(
    LEDGER,
    'a result of another study is trusted',
    'if (result.study !== this.#options.study)',
    'if (result.study === null)',
    'src/studies/sweep/ledger.node.test.ts',
  ),
  unit(
    LEDGER,
    'what a living process writes is taken away',
    'process.kill(pid, 0);\n    return false;',
    'process.kill(pid, 0);\n    return true;',
    'src/studies/sweep/ledger.node.test.ts',
  ),
  unit(
    RUN,
    'jobs that are done are run again',
    'jobs.filter(({ id }) => !done.has(id))',
    'jobs.filter(({ id }) => id)',
    'src/studies/sweep/run-sweep.test.ts',
  ),
  unit(
    'src/studies/sweep/canary.ts',
    'a canary of other bits is let in',
    'if (canaries.length > 0 && !stratify)',
    'if (canaries.length > 1 && !stratify)',
    'src/studies/sweep/canary.test.ts',
  ),
  unit(
    'src/studies/sweep/reruns.ts',
    'a rerun with other bits passes',
    'if (!sameBits(result, await run(result.job, result)))',
    'if (!(await run(result.job, result)))',
    'src/studies/sweep/merge.test.ts',
  ),
];
