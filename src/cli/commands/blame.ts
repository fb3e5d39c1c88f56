import { agreementWords, blameFinding } from '../../report/finding.ts';
import type { Agreement } from '../../studies/search/probe-run.ts';
import { searchCommand } from '../search-command.ts';

export const blame = searchCommand<'blame'>({
  summary: 'find which batchmate moves a completion',
  usage: 'blame',
  about: `Runs a pair's company without each batchmate in turn, and the probe with each as its only one, against alone. As a control, puts
other content of the same shape in the place of each: where that changes nothing, the shape is to blame and not the words.
Where the arms' settings differ the pair runs as it is, and the report links the pair that answers.
Fails (exit code 1) where content of the same shape changes any bit.`,
  optionLines: [],
  options: {},
  question: (base) => ({ ...base, kind: 'blame' }),
  finding: blameFinding,
  lines: ({ company, neighbours, settings }) => [
    `the whole company: ${company ? agreementWords(company) : 'not run'}`,
    ...(company?.identical || settings ? [] : neighbours).flatMap(
      ({ mate, promptTokens, only, without, swapped }) => [
        `${mate} (${promptTokens} prompt tokens)`,
        `  only it               ${words(only)}`,
        `  all but it            ${words(without)}`,
        `  other content for it  ${words(swapped)}, against the company`,
      ],
    ),
  ],
  failed: ({ neighbours }) => {
    const felt = neighbours.filter(({ swapped }) => swapped && !swapped.identical).map(({ mate }) => mate);
    return felt.length > 0 ? `the content of ${felt.join(', ')} is felt at the same shape` : null;
  },
});

function words(agreement: Agreement | null): string {
  return agreement ? agreementWords(agreement) : 'not run';
}
