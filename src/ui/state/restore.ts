import { editorStore } from './editor.ts';
import { composed, composedFormat, forgetLeft, leftTexts, ownCopy } from './kept-experiment.ts';
import { readAs } from './kept-format.ts';
import type { NamedExperiment } from './lab-state.ts';
import { labStore } from './lab-store.ts';
import { add, chooseExperiment } from './opening.ts';

/**
 * Puts the experiment of an earlier visit on screen; does nothing where none was kept. Where the address leads to one, that stands,
 * and the earlier one is offered; so is one that a tab left that could not keep it.
 * @param here what this entry of the browser's history was left with, if it was.
 */
export function restoreComposed(addressed: boolean, here: NamedExperiment | null = null): void {
  const kept = composed.read();
  const own = ownCopy.read() ?? here;
  // Loaded again while another tab kept something else, this tab may replace that no more than before.
  const contested = own && !addressed && kept && composedFormat.write(kept) !== composedFormat.write(own);
  if (contested) labStore.setState({ elsewhere: kept });
  else composed.take();
  if (own && !addressed) {
    bringBack(own);
    forgetLeft(composedFormat.write(own));
    if (own === here && own.edited) editorStore.setState({ restored: true });
  } else if (kept && !addressed) {
    bringBack(kept);
    editorStore.setState({ restored: true });
  } else if (kept?.edited) labStore.setState({ left: kept });
  if (!labStore.getState().left) offerLeft();
  // Where the visit began is nothing to undo to.
  labStore.temporal.getState().clear();
}

/** Offers what a closed tab left; what is still on offer when this page goes is left again. */
function offerLeft(): void {
  const text = leftTexts.read()?.at(-1);
  if (text === undefined) {
    // A list that is none makes room for one.
    if (leftTexts.foreign().is === 'unreadable') leftTexts.update(() => null);
    return;
  }
  const kept = readAs(composedFormat, text);
  if (!kept && !leftTexts.setAside()) return;
  forgetLeft(text);
  if (kept) labStore.setState({ left: kept });
}

/** Opens again what another experiment took the place of, or what an earlier visit left. */
export function bringBack(kept: NamedExperiment): void {
  const preset = labStore.getState().experiments.find(({ id }) => id === kept.id);
  // An unchanged preset is opened as this version of the page has it.
  if (preset && !kept.edited) chooseExperiment(preset.id);
  else if (preset) labStore.setState({ chosen: kept });
  else add(kept);
  labStore.setState({ left: null });
}

/** Forgets what was kept and opens what a first visit shows. */
export function startOver(): void {
  const [first] = labStore.getState().experiments;
  chooseExperiment(first.id);
  labStore.setState({ left: null });
  editorStore.setState({ restored: false });
}
