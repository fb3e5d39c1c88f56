import { ExperimentError } from '../../experiment/errors.ts';
import { decodeLink, isLink } from '../../experiment/link.ts';
import { LinkError } from '../../experiment/link-error.ts';
import { visible } from '../../experiment/visible.ts';
import { LOAD_ONLY } from './experiments.ts';
import { isFramed } from './framed.ts';
import { emptyView, type NamedExperiment } from './lab-state.ts';
import { labStore } from './lab-store.ts';
import { freshKey, openingKey } from './opened.ts';
import { loadPresetAddress } from './page-address.ts';
import { IDLE, isUnderWay } from './task.ts';

const { getState, setState } = labStore;

export function chooseExperiment(id: string): void {
  const chosen = getState().experiments.find((each) => each.id === id);
  if (chosen) open(chosen);
}

/** Opens the experiment that comes with the page under an id, on the page Load where it only runs there; a refusal says that none does. */
export function openPreset(id: string): void {
  if (getState().experiments.some((each) => each.id === id && !each.opened)) chooseExperiment(id);
  else if (LOAD_ONLY.includes(id)) location.replace(loadPresetAddress(id));
  else setState({ refused: `There is no preset “${visible(id)}”.` });
}

/** Opens the experiment of a link, if the address is one; a refusal says what is wrong with it. */
export function openLink(address: string): void {
  const problem = isLink(address) ? openLinkIn(address) : null;
  if (problem !== null) setState({ refused: problem });
}

/** Opens the experiment of the link that stands in a text. @returns why it cannot be opened, a sentence; null where it was. */
export function openLinkIn(text: string): string | null {
  try {
    const { experiment, expected, view } = decodeLink(text);
    add({ id: 'link', experiment }, fragmentOf(text));
    if (getState().chosen.experiment !== experiment) return null;
    setState({
      hidden: view?.hide ?? [],
      embed: (view?.embed ?? false) || isFramed(),
      expected: expected ? { ...expected, experiment } : null,
    });
    return null;
  } catch (error) {
    if (!(error instanceof ExperimentError || error instanceof LinkError)) throw error;
    // A reason that names the link itself follows one that has.
    return `This link cannot be opened: ${error.message.replace(/^this link /, 'it ')}`;
  }
}

/**
 * Puts an experiment on the list, in the place of an older one of the same origin, and opens it; not during a run.
 * One that was open before is the same opening still.
 * @param address the fragment that leads to it; none where only this page has it.
 */
export function add(named: NamedExperiment, address = ''): void {
  if (refuseWhileBusy()) return;
  const { id: origin, experiment } = named;
  const added = { ...named, opened: named.opened ?? { key: freshKey(origin), address, experiment } };
  const others = getState().experiments.filter(({ id }) => id !== named.id);
  setState({ experiments: [...others, added] });
  open(added);
}

/** A link as the address bar shows it; none where it stands in a text, which may hold it coded or in pieces. */
function fragmentOf(text: string): string {
  return /^#v\d+\.[\w-]+$/.test(text) ? text : '';
}

function open(chosen: NamedExperiment): void {
  if (refuseWhileBusy()) return;
  const { chosen: before, left } = getState();
  setState({
    chosen,
    left: before.edited ? before : left,
    refused: null,
    status: IDLE,
    view: emptyView,
  });
}

/** Says that an experiment as it stands is what an address leads to, which the address bar then shows. */
export function addressChosen(address: string): void {
  const { chosen } = getState();
  // Nothing of the experiment changes: there is nothing to undo.
  const history = labStore.temporal.getState();
  history.pause();
  const { experiment } = chosen;
  setState({ chosen: { ...chosen, opened: { key: openingKey(chosen), address, experiment } } });
  history.resume();
}

function refuseWhileBusy(): boolean {
  const busy = isUnderWay(getState().status);
  if (busy) setState({ refused: 'A run is under way. Cancel it before you open another experiment.' });
  return busy;
}
