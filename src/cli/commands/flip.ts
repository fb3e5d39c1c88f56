import { encodeLink } from '../../experiment/link.ts';
import { flipFinding, flipLines } from '../../report/flip.ts';
import { searchCommand } from '../search-command.ts';
import { wholeNumber } from '../usage.ts';

export const flip = searchCommand<'flip'>({
  summary: 'search for a small batch that flips a completion',
  usage: 'flip',
  about: `Changes a pair's company at random (batchmates dropped, added, repeated, made longer, delayed) until the probe's completion differs
from alone, then makes that batch as small as it can. The same seed gives the same search. Finding nothing is no failure.
Where the arms' settings differ the pair runs as it is, and the report links the pair that answers.
With --json the batch that was found is written as an experiment.`,
  optionLines: [
    '  --seed N             draws the changes (default 1)',
    '  --runs N             batches to try; making one smaller may take as many again (default 48)',
  ],
  options: { seed: { type: 'string', default: '1' }, runs: { type: 'string', default: '48' } },
  question: (base, { seed, runs }) => ({
    ...base,
    kind: 'flip',
    seed: wholeNumber('seed', String(seed), 0),
    runs: wholeNumber('runs', String(runs), 1),
  }),
  finding: flipFinding,
  lines: (report) => [
    ...flipLines(report),
    ...(report.experiment ? ['', encodeLink({ experiment: report.experiment })] : []),
  ],
  failed: () => null,
});
