import { notice } from './keeping.ts';
import { composed, leaveBehind, ownCopy } from './kept-experiment.ts';
import { PLACES } from './kept-places.ts';
import type { NamedExperiment } from './lab-state.ts';
import { labStore } from './lab-store.ts';
import { bringBack } from './restore.ts';

const DELAY_MS = 400;

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
    if (key === PLACES.composed && worthKeeping()) keep();
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
  bringBack(foreignExperiment() ?? elsewhere);
  // A run under way lets nothing else be opened.
  if (labStore.getState().chosen === chosen) return;
  composed.take();
  ownCopy.keep(null);
  labStore.setState({ elsewhere: null, left: chosen.edited ? chosen : null });
}

/** Keeps what is on screen in the place of what another tab kept, which is told of it in turn. */
export function keepThis(): void {
  composed.take();
  keep();
}

/** What is on screen; null where that needs no keeping, as what a first visit shows. */
function worthKeeping(): NamedExperiment | null {
  const { chosen, experiments, embed } = labStore.getState();
  // A page inside another one is read, not composed in.
  return embed || chosen === experiments[0] ? null : chosen;
}

function keep(): void {
  if (labStore.getState().embed) return;
  const mine = worthKeeping();
  const outcome = composed.put(mine);
  const apart = outcome === 'foreign' && mine !== null;
  const elsewhere = apart ? foreignExperiment() : null;
  if (labStore.getState().elsewhere !== elsewhere) labStore.setState({ elsewhere });
  if (apart && !elsewhere) notice('apart');
  ownCopy.keep(outcome === 'kept' ? null : mine);
}

/** Leaves what is kept nowhere else where a later visit finds it. */
function leave(): void {
  const { left: offered, embed } = labStore.getState();
  if (embed) return;
  const mine = worthKeeping();
  // Each by itself: where there is no room for the one, there may be for the other.
  if (offered) leaveBehind(offered);
  if (mine && composed.foreign().is !== 'nothing') leaveBehind(mine);
}

/** What another tab keeps, as far as this version of the page can read it. */
function foreignExperiment(): NamedExperiment | null {
  const found = composed.foreign();
  return found.is === 'readable' ? found.value : null;
}
