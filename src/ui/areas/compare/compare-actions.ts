import { traceKey } from '../../../results/record.ts';
import type { Action } from '../../state/action.ts';
import { type LabState, shownExperiment } from '../../state/lab-state.ts';
import { labStore } from '../../state/lab-store.ts';
import { forkSoFar, pairKey, pairsOf } from '../../state/pairs.ts';
import { type Place, placeStore, unpin } from '../../state/place.ts';
import { toggleSpaces } from '../../state/settings.ts';
import { toggleOnlyDifferences } from './compare-options.ts';
import { isLive, replayPair } from './reports.ts';
import { panelsSettled, revealPair } from './shown-pairs.ts';
import { differences, type Streams } from './token-place.ts';

/** Everything that the comparison can be told by name. */
export const compareActions: readonly Action[] = [
  {
    id: 'next-difference',
    title: 'Go to the next difference',
    group: 'Compare',
    keys: 'n',
    enabled: (state) => forked(state).length > 0,
    run: () => step(1),
  },
  {
    id: 'previous-difference',
    title: 'Go to the previous difference',
    group: 'Compare',
    keys: 'p',
    enabled: (state) => forked(state).length > 0,
    run: () => step(-1),
  },
  {
    id: 'past-the-fork',
    title: 'Compare past the fork (teacher-forced replay)',
    group: 'Compare',
    enabled: (state) => isLive(state.view) && forked(state).length > 0,
    run: () => {
      const { a, b, probe } = currentPair(labStore.getState()).pair;
      void replayPair({ a: a.name, b: b.name, probe: probe.id });
    },
  },
  {
    id: 'only-differences',
    title: 'Show only the differences, or everything',
    group: 'Compare',
    keys: 'd',
    run: toggleOnlyDifferences,
  },
  { id: 'spaces', title: 'Show or hide marks for spaces', group: 'Compare', keys: 's', run: toggleSpaces },
  {
    id: 'unpin',
    title: 'Unpin the token',
    group: 'Compare',
    keys: 'Escape',
    enabled: () => placeStore.getState().pinned !== null,
    run: unpin,
  },
];

/** Pairs whose streams part, with what they generated. */
function forked({ view, chosen }: LabState) {
  return pairsOf(shownExperiment({ view, chosen })).flatMap((pair) => {
    const [a, b] = [pair.a, pair.b].map(({ name }) => view.streams[traceKey(name, pair.probe.id)] ?? []);
    const streams: Streams = { a, b };
    return forkSoFar(a, b) === null ? [] : [{ pair, streams }];
  });
}

/** The pair that holds the pinned token, else the first that parts. */
function currentPair(state: LabState) {
  const pairs = forked(state);
  return pairs.find(({ pair }) => pairKey(pair) === placeStore.getState().pinned?.pairKey) ?? pairs[0];
}

/** Pins the next difference, or the one before, brings it into view and gives it the focus: arrow keys go on from there. */
function step(direction: 1 | -1): void {
  const { pair, streams } = currentPair(labStore.getState());
  const key = pairKey(pair);
  const { pinned } = placeStore.getState();
  const places = differences(streams);
  const at = pinned?.pairKey === key ? pinned.position : direction === 1 ? -1 : Number.POSITIVE_INFINITY;
  const position =
    direction === 1 ? places.find((place) => place > at) : places.findLast((place) => place < at);
  if (position === undefined) return;
  const place: Place = { pairKey: key, position };
  placeStore.setState({ pinned: place });
  revealPair(key);
  const token = tokenAt(place);
  token?.focus();
  token?.scrollIntoView({ block: 'nearest' });
  // On a page that was turned just now the panels above it are still to grow.
  void panelsSettled(shownExperiment(labStore.getState())).then(() => {
    if (placeStore.getState().pinned === place) tokenAt(place)?.scrollIntoView({ block: 'nearest' });
  });
}

/** On the side that has the focus already, else on A's. */
function tokenAt({ pairKey: key, position }: Place): HTMLElement | null {
  const panel = document.getElementById(key);
  const focused = panel?.contains(document.activeElement)
    ? document.activeElement?.closest<HTMLElement>('[data-side]')?.dataset.side
    : undefined;
  return panel?.querySelector(`[data-side="${focused ?? 'a'}"] [data-index="${position}"]`) ?? null;
}
