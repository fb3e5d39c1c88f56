import { flushSync } from 'react-dom';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Experiment } from '../../../experiment/schema.ts';
import { type Pair, pairKey, pairsOf } from '../../state/pairs.ts';
import { fetchPair } from './reports.ts';

/** Pairs on the page at once: each has two streams, charts and tables, and a stranger's link may compare hundreds. */
export const MOST_PANELS = 8;

/** The pair whose page is shown; by its key, so that an edit of the experiment turns no page. */
const anchorStore = createStore<{ readonly anchor: string | null }>(() => ({ anchor: null }));

/** Consecutive pairs of an experiment. */
export interface PairsPage {
  readonly from: number;
  readonly shown: readonly Pair[];
}

/** The page that holds the pair of this key; the first one where there is no such pair. */
export function pageOfPairs(pairs: readonly Pair[], anchor: string | null): PairsPage {
  const at =
    anchor === null
      ? 0
      : Math.max(
          0,
          pairs.findIndex((pair) => pairKey(pair) === anchor),
        );
  const from = at - (at % MOST_PANELS);
  return { from, shown: pairs.slice(from, from + MOST_PANELS) };
}

export function usePairsPage(pairs: readonly Pair[]): PairsPage {
  return pageOfPairs(
    pairs,
    useStore(anchorStore, ({ anchor }) => anchor),
  );
}

/** The panel of a pair, whose page is turned to where it is not shown; null where the experiment on screen has no such pair. */
export function revealPair(key: string): HTMLElement | null {
  flushSync(() => anchorStore.setState({ anchor: key }));
  return document.getElementById(key);
}

/** Done once what the panels on the page show of their pairs has come, and they no longer grow. */
export async function panelsSettled(experiment: Experiment): Promise<void> {
  const { shown } = pageOfPairs(pairsOf(experiment), anchorStore.getState().anchor);
  await Promise.all(shown.map(({ a, b, probe }) => fetchPair({ a: a.name, b: b.name, probe: probe.id })));
}

/** Brings a pair into view and gives it the focus. Not by a link: the address's fragment is where an experiment may be. */
export function goToPair(pair: Pair): void {
  const panel = revealPair(pairKey(pair));
  panel?.scrollIntoView();
  panel?.focus({ preventScroll: true });
}
