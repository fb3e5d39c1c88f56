import { agreementWords, culpritFinding } from '../../lab/search/words.ts';
import { searchCommand } from '../search-command.ts';

export const bisect = searchCommand<'culprit'>({
  summary: 'find the smallest set of operations to make invariant',
  usage: 'bisect',
  about: `Runs a pair again with every subset of matmul, rmsnorm and attention made batch-invariant, the smallest first, until company
equals alone bit for bit; each subset has an alone run of its own.
Fails (exit code 1) where not even all of them restore the bits.`,
  optionLines: ['  --all                run every subset, also those larger than the smallest that restores'],
  options: { all: { type: 'boolean' } },
  question: (base, { all }) => ({ ...base, kind: 'culprit', exhaustive: all === true }),
  finding: culpritFinding,
  lines: ({ subsets }) =>
    subsets.map(({ invariant, agreement }) => {
      const name = invariant.length === 0 ? 'none invariant' : invariant.join(' + ');
      const mark = agreement ? (agreement.identical ? '=' : '≠') : ' ';
      return `${mark} ${name.padEnd(28)} ${agreement ? agreementWords(agreement) : 'not run'}`;
    }),
  failed: ({ culprits }) => (culprits?.length === 0 ? 'no set of operations restores the bits' : null),
});
