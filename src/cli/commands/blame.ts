import { blameFinding, blameLines } from '../../report/blame.ts';
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
  lines: blameLines,
  failed: ({ neighbours }) => {
    const felt = neighbours.filter(({ swapped }) => swapped && !swapped.identical).map(({ mate }) => mate);
    return felt.length > 0 ? `the content of ${felt.join(', ')} is felt at the same shape` : null;
  },
});
