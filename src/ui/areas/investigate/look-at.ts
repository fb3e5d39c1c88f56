import type { Experiment } from '../../../experiment/schema.ts';
import { pairKeyOf } from '../../../results/compare-reports.ts';
import type { LookPlace } from '../../../studies/microscope/microscope.ts';
import type { Agreement } from '../../../studies/search/probe-run.ts';
import type { Answer } from '../../../studies/search/question.ts';
import type { LabState, RunView } from '../../state/lab-state.ts';
import { labStore } from '../../state/lab-store.ts';
import { add } from '../../state/opening.ts';
import { pin } from '../../state/place.ts';
import { runBeside } from '../../state/running.ts';
import { isUnderWay } from '../../state/task.ts';
import { isLive } from '../compare/reports.ts';
import { revealPair } from '../compare/shown-pairs.ts';
import { startLook } from '../microscope/look-store.ts';
import type { Asked } from './search-store.ts';

/** The token that an answer is about, in the experiment whose run shows it. */
export interface AnswerPlace {
  readonly experiment: Experiment;
  readonly place: LookPlace;
}

/** Null where the answer is that nothing differs. */
export function placeOfAnswer({ experiment, question }: Asked, answer: Answer): AnswerPlace | null {
  const at = (agreement: Agreement | null | undefined): AnswerPlace | null => {
    const position = agreement?.fork ?? agreement?.firstDifference ?? null;
    return position === null ? null : { experiment, place: { ...question.pair, position } };
  };
  switch (answer.kind) {
    case 'culprit':
      return at(answer.subsets.find(({ invariant }) => invariant.length === 0)?.agreement);
    case 'blame':
      return at(answer.company);
    case 'flip': {
      const { flip, experiment: found } = answer;
      if (!flip || !found) return null;
      const [[a, b]] = found.compare;
      return { experiment: found, place: { a, b, probe: question.pair.probe, position: flip.fork } };
    }
  }
}

/** The run on screen is the one to look into. */
export function hasRun(view: RunView, { experiment }: AnswerPlace): boolean {
  return isLive(view) && view.experiment === experiment;
}

/** Opens the microscope at the token that an answer is about, once its experiment has run. `id`: what a found experiment opens as. */
export async function lookAt(id: string, answer: AnswerPlace): Promise<void> {
  const state = (): LabState => labStore.getState();
  if (isUnderWay(state().status)) return;
  if (!hasRun(state().view, answer)) {
    const { experiment } = answer;
    if (state().view.experiment !== experiment) add({ id, experiment });
    await runBeside(experiment);
    if (!hasRun(state().view, answer)) return;
  }
  const { place } = answer;
  pin({ pairKey: pairKeyOf(place), position: place.position });
  revealPair(pairKeyOf(place));
  void startLook(place);
  // The panel is there once the pin and the progress were drawn.
  requestAnimationFrame(() => {
    const panel = document.getElementById(pairKeyOf(place));
    (panel?.querySelector('[data-part="work-line"] progress') ?? panel)?.scrollIntoView({ block: 'center' });
  });
}
