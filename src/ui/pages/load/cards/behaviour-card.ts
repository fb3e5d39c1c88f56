import { behaviourLine } from '../../../../report/behaviour.ts';
import { behaviourMeans } from '../../../../results/behaviour.ts';
import { behaviourOfAnswer, isAnswer } from '../answers.ts';
import type { MechanismCard } from './card.ts';

export const BEHAVIOUR_CARD: MechanismCard = {
  id: 'behaviour',
  name: 'Loops and lengths',
  what: 'No mechanism, but what can be seen of one from outside: how long answers are, how much of them was said before (runs of four tokens that stood in the answer already), the longest run that comes twice, and worked steps, the pieces of text that come to a result by an equals sign. “How answers behave” has them for each arm, with differences request by request.',
  when: 'Where nothing of a service is seen but its answers. One of them tells little; many to the same prompts tell that something has changed.',
  changes: [{ what: 'nothing', how: 'it is looked at once a request is done' }],
  proof: ['src/results/behaviour.test.ts', 'src/studies/tasks/effort.proof.test.ts'],
  fromLife: [],
  ours: (_, __, { requests }) => {
    const means = behaviourMeans(requests.filter(isAnswer).map(behaviourOfAnswer));
    return means ? `Answers here: ${behaviourLine(means)}.` : null;
  },
};
