import { culpritFinding, culpritLines } from '../../report/culprit.ts';
import { searchCommand } from '../search-command.ts';

export const bisect = searchCommand<'culprit'>({
  summary: 'find the smallest set of operations to make invariant',
  usage: 'bisect',
  about: `Runs a pair as it is, then with every subset of matmul, rmsnorm and attention made batch-invariant in both arms, the smallest
first, until company equals alone bit for bit; each subset has an alone run of its own. Where the arms' dtypes or weights differ
no operation could restore the bits: then the pair runs as it is, and the report links the pair that answers.
Fails (exit code 1) where not even all of them restore the bits.`,
  optionLines: ['  --all                run every subset, also those larger than the smallest that restores'],
  options: { all: { type: 'boolean' } },
  question: (base, { all }) => ({ ...base, kind: 'culprit', exhaustive: all === true }),
  finding: culpritFinding,
  lines: culpritLines,
  failed: ({ culprits, comparable }) =>
    comparable && culprits?.length === 0 ? 'no set of operations restores the bits' : null,
});
