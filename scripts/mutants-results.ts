import { type Mutant, unit } from './mutant.ts';

/** Faults in what compares and carries results: alignment of streams, links, the reference, what a step plans. */
export const RESULT_MUTANTS: readonly Mutant[] = [
  unit(
    'src/results/diff.ts',
    'the logits at the fork are left out',
    'Math.min(fork + 1, shared)',
    'Math.min(fork, shared)',
    'src/results/diff.test.ts',
  ),
  unit(
    'src/results/diff.ts',
    'equal tokens are enough to be identical',
    'identical: fork === null && logits.differingLogits === 0',
    'identical: fork === null',
    'src/results/diff.test.ts',
  ),
  unit(
    'src/results/diff.ts',
    'positions past the fork are compared',
    'comparable: fork === null ? shared : Math.min(fork + 1, shared)',
    'comparable: shared',
    'src/results/pair-series.test.ts',
  ),
  unit(
    'src/results/logit-diff.ts',
    'ulps are counted across zero',
    'if (signsDiffer(bitsA[i]!, bitsB[i]!)) crossings++;',
    'if (bitsA[i] === bitsB[i]) crossings++;',
    'src/results/logit-diff.test.ts',
  ),
  unit(
    'src/experiment/link-data.ts',
    'a small link may inflate to anything',
    'if (size > MOST_INFLATED_BYTES)',
    'if (size > 100 * MOST_INFLATED_BYTES)',
    'src/experiment/link.test.ts',
  ),
  unit(
    'src/experiment/canonical.ts',
    'the order of fields changes a link',
    '.sort(([a], [b]) => (a < b ? -1 : 1))',
    '',
    'src/experiment/canonical.test.ts',
  ),
  unit(
    'src/reference/cpu-attention.ts',
    'a merged split is weighed by the other one',
    'const keep = rescale(a.highest);',
    'const keep = rescale(b.highest);',
    'src/reference/cpu.test.ts',
  ),
  unit(
    'src/reference/f64-limits.ts',
    'memory is no limit of a reference',
    'if (bytes > MOST_BYTES)',
    'if (bytes > 100 * MOST_BYTES)',
    'src/reference/f64.test.ts',
  ),
  unit(
    'src/engine/step-plans.ts',
    "the head's plan follows all rows of the step",
    "name === 'head' ? Math.max(1, sampledRows) : rows",
    'rows',
    'src/engine/step-plans.test.ts',
  ),
  unit(
    'src/plan/scheduler.ts',
    'the oldest request is preempted',
    'draft.running.pop()!',
    'draft.running.shift()!',
    'src/plan/scheduler.test.ts',
  ),
  unit(
    'src/plan/scheduler.ts',
    'one that does not fit is overtaken',
    'if (arrived && !fits) open = false;',
    '',
    'src/plan/scheduler.test.ts',
  ),
];
