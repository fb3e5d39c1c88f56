import { add, chooseExperiment } from './actions.ts';
import { editorStore } from './editor.ts';
import { keeping, notice, putAside } from './keeping.ts';
import { readKept, textToKeep } from './kept-experiment.ts';
import { KeptPlace, LeftTexts, type TextStore } from './kept-place.ts';
import { PLACES } from './kept-places.ts';
import type { NamedExperiment } from './lab-state.ts';
import { labStore } from './lab-store.ts';

const PLACE = PLACES.composed;
const DELAY_MS = 400;

/** Asked for at each use: a browser may forbid storage altogether, which throws. */
const storage: TextStore = {
  getItem: (place) => localStorage.getItem(place),
  setItem: (place, text) => localStorage.setItem(place, text),
  removeItem: (place) => localStorage.removeItem(place),
};
const shared = new KeptPlace(storage, PLACE);
const left = new LeftTexts(storage, PLACES.left);

/**
 * Puts the experiment of an earlier visit on screen; does nothing where none was kept. Where a link was opened, that stands,
 * and the earlier one is offered; so is one that a tab left that could not keep it.
 */
export function restoreComposed(linkOpened: boolean): void {
  const kept = readKept(stored(() => shared.unseen()));
  const own = readKept(stored(() => sessionStorage.getItem(PLACE)));
  // Loaded again while another tab kept something else, this tab may replace that no more than before.
  const contested = own && !linkOpened && kept && textToKeep(kept) !== textToKeep(own);
  if (contested) labStore.setState({ elsewhere: kept });
  else takeShared();
  if (own && !linkOpened) {
    bringBack(own);
    stored(() => left.remove(textToKeep(own)));
  } else if (kept && !linkOpened) {
    bringBack(kept);
    editorStore.setState({ restored: true });
  } else if (kept?.edited) labStore.setState({ left: kept });
  if (!labStore.getState().left) offerLeft();
  // Where the visit began is nothing to undo to.
  labStore.temporal.getState().clear();
}

/**
 * From now on this tab may replace what is kept. What it cannot read, of a later version or damaged, is put aside first, and stays
 * where it is while there is no room for that.
 */
function takeShared(): void {
  const unseen = stored(() => shared.unseen());
  if (unseen !== null && !readKept(unseen) && !putAside(PLACE)) return;
  stored(() => shared.take());
}

/** Offers what a closed tab left; what is still on offer when this page goes is left again. */
function offerLeft(): void {
  if (stored(() => left.broken())) {
    if (putAside(PLACES.left)) stored(() => localStorage.removeItem(PLACES.left));
    return;
  }
  const text = stored(() => left.latest());
  const kept = readKept(text);
  if (text === null) return;
  if (!kept && !putAside(PLACES.left)) return;
  stored(() => left.remove(text));
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

/**
 * Keeps the experiment being composed from now on: soon after each change, and when the page is left. What another tab kept since
 * is never replaced unasked: this tab is told of it, and keeps its own for itself until one is chosen.
 */
export function startAutosave(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    keep();
  };
  labStore.subscribe(({ chosen }, before) => {
    if (chosen === before.chosen) return;
    clearTimeout(timer);
    timer = setTimeout(save, DELAY_MS);
  });
  const flush = () => timer !== undefined && save();
  window.addEventListener('storage', ({ key }) => {
    if (key === PLACE && ownText() !== null) keep();
  });
  window.addEventListener('pagehide', () => {
    flush();
    leave();
  });
  document.addEventListener('visibilitychange', flush);
}

/** Takes what another tab keeps; what was on screen can be brought back. */
export function takeElsewhere(): void {
  const { chosen, elsewhere } = labStore.getState();
  if (!elsewhere) return;
  // It may have been edited since this tab was told of it.
  bringBack(readKept(stored(() => shared.unseen())) ?? elsewhere);
  // A run under way lets nothing else be opened.
  if (labStore.getState().chosen === chosen) return;
  takeShared();
  stored(() => sessionStorage.removeItem(PLACE));
  labStore.setState({ elsewhere: null, left: chosen.edited ? chosen : null });
}

/** Keeps what is on screen in the place of what another tab kept, which is told of it in turn. */
export function keepThis(): void {
  takeShared();
  keep();
}

/** Forgets what was kept and opens what a first visit shows. */
export function startOver(): void {
  const [first] = labStore.getState().experiments;
  chooseExperiment(first.id);
  labStore.setState({ left: null });
  editorStore.setState({ restored: false });
}

/** The text to keep of what is on screen; null where that needs no keeping, as what a first visit shows. */
function ownText(): string | null {
  const { chosen, experiments, embed } = labStore.getState();
  // A page inside another one is read, not composed in.
  return embed || chosen === experiments[0] ? null : textToKeep(chosen);
}

function keep(): void {
  if (labStore.getState().embed) return;
  const text = ownText();
  const foreign = stored(() => shared.unseen());
  if (foreign !== null && foreign === text) stored(() => shared.take());
  let mine = false;
  const kept = keeping(() => {
    mine = shared.put(text);
    return mine;
  });
  const elsewhere = kept && !mine && text !== null ? readKept(foreign) : null;
  if (labStore.getState().elsewhere !== elsewhere) labStore.setState({ elsewhere });
  if (kept && !mine && text !== null && !elsewhere) notice('apart');
  // What another tab holds the place of, or there is no room for, is kept for this tab, whose storage is another.
  stored(() => {
    if (mine || text === null) sessionStorage.removeItem(PLACE);
    else sessionStorage.setItem(PLACE, text);
    return null;
  });
}

/** Leaves what is kept nowhere else where a later visit finds it. */
function leave(): void {
  const { left: offered, embed } = labStore.getState();
  if (embed) return;
  const text = ownText();
  // Each by itself: where there is no room for the one, there may be for the other.
  stored(() => offered && left.add(textToKeep(offered)));
  stored(() => text !== null && shared.unseen() !== null && left.add(text));
}

/** Null where storage is full or forbidden: the experiment then lives as long as the page. */
function stored<Value>(use: () => Value): Value | null {
  try {
    return use();
  } catch {
    return null;
  }
}
