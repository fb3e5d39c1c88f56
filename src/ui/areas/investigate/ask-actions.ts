import { manyCompanies } from '../../../studies/search/many.ts';
import type { Question } from '../../../studies/search/question.ts';
import type { Action } from '../../state/action.ts';
import { type LabState, shownExperiment } from '../../state/lab-state.ts';
import { labStore } from '../../state/lab-store.ts';
import { pairKey, pairsOf } from '../../state/pairs.ts';
import { placeStore } from '../../state/place.ts';
import { isUnderWay } from '../../state/task.ts';
import { ask, FLIP, MANY, openAndRun } from './ask.ts';

/** The pair with the pinned token, else the first, as a question names it; null where the experiment compares none. */
function pairOf(state: LabState): Question['pair'] | null {
  const pairs = pairsOf(shownExperiment(state));
  const pinned = placeStore.getState().pinned?.pairKey;
  const pair = pairs.find((each) => pairKey(each) === pinned) ?? pairs.at(0);
  return pair ? { a: pair.a.name, b: pair.b.name, probe: pair.probe.id } : null;
}

const mayAsk = (state: LabState) => !isUnderWay(state.status) && pairOf(state) !== null;

function askOf(question: (pair: Question['pair']) => Question): () => void {
  return () => {
    const state = labStore.getState();
    const pair = pairOf(state);
    if (pair) void ask(shownExperiment(state), question(pair));
  };
}

/** The questions of "Ask why" as their cards ask them unchanged. */
export const askActions: readonly Action[] = [
  {
    id: 'ask-culprit',
    title: 'Bisect: which operation is to blame?',
    group: 'Ask',
    enabled: mayAsk,
    run: askOf((pair) => ({ kind: 'culprit', pair, tokens: null, exhaustive: false })),
  },
  {
    id: 'ask-blame',
    title: 'Blame: which neighbour is it?',
    group: 'Ask',
    enabled: mayAsk,
    run: askOf((pair) => ({ kind: 'blame', pair, tokens: null })),
  },
  {
    id: 'ask-flip',
    title: 'Find a flip: how little does it take?',
    group: 'Ask',
    enabled: mayAsk,
    run: askOf((pair) => ({ kind: 'flip', pair, tokens: null, ...FLIP })),
  },
  {
    id: 'ask-many',
    title: 'How many answers? Draw companies and run them all',
    group: 'Ask',
    enabled: mayAsk,
    run: () => {
      const state = labStore.getState();
      const pair = pairOf(state);
      if (pair) openAndRun('companies', manyCompanies(shownExperiment(state), pair, MANY));
    },
  },
];
