import { addressedLink } from './addressed-link.ts';
import { composedAt, entryFor, type HistoryEntry, readEntry } from './history-entry.ts';
import { emptyView, type LabState, type NamedExperiment, type RunView } from './lab-state.ts';
import { labStore } from './lab-store.ts';
import { addressesOf, openingKey } from './opened.ts';
import { openLink, openPreset } from './opening.ts';
import { type Address, addressOf } from './page-address.ts';
import { restoreComposed } from './restore.ts';
import { workerHolds } from './running.ts';
import { IDLE, isUnderWay } from './task.ts';

const { getState, setState } = labStore;

const DELAY_MS = 400;
/** Openings that are remembered whole for the back button; of older ones the browser's history has the experiment. */
const MOST_REMEMBERED = 12;

type Remembered = Pick<LabState, 'chosen' | 'view' | 'expected' | 'hidden'>;

/** What was on screen of each opening when another one took its place, the latest last. */
const remembered = new Map<string, Remembered>();

/** What is on screen until the kept run is read at whose address the page was loaded: nobody opened it. */
let standIn: NamedExperiment | null = null;

/** What the visit opens of a kept run; given by whoever can read them. */
export interface KeptRuns {
  /** Opens a kept run's experiment with its results. */
  readonly open: (id: string) => Promise<void>;
  /** Puts a kept run's results beside the experiment on screen, which they are of; says nothing where there are none. */
  readonly show: (id: string) => Promise<void>;
}

/**
 * The address says what is open, and each opening is an entry of the browser's history: opens what the address leads to, then
 * follows it; the back button brings back an opening with its results. An edit changes an entry and adds none.
 * @returns what ends it.
 */
export function startVisit(runs: KeptRuns): () => void {
  remembered.clear();
  const address = addressedLink(location);
  const opened = openAddress(addressOf(address), runs);
  // An embed keeps nothing, and takes nothing from what the other tabs keep.
  if (getState().embed) return listen(['hashchange'], () => openLink(location.hash));
  const entry = readEntry(history.state);
  restoreComposed(opened, entry && openedAgain(entry));
  if (entry?.run && addressOf(address).to !== 'run') void runs.show(entry.run);
  standIn = addressOf(address).to === 'run' ? getState().chosen : null;
  const unfollow = followStore();
  bringUpToDate(addressOf(address));
  // An entry may differ from the one before in nothing but what it holds.
  const unlisten = listen(['hashchange', 'popstate'], () => arrive(runs));
  return () => {
    unfollow();
    unlisten();
  };
}

/** @returns what ends it. */
function listen(events: readonly string[], heard: () => void): () => void {
  for (const event of events) window.addEventListener(event, heard);
  return () => {
    for (const event of events) window.removeEventListener(event, heard);
  };
}

/** @returns whether it leads to something of its own, rather than to what is being composed. */
function openAddress(address: Address, runs: KeptRuns): boolean {
  if (address.to === 'link') openLink(address.link);
  else if (address.to === 'preset') openPreset(address.id);
  else if (address.to === 'run') void runs.open(address.id);
  else return false;
  return true;
}

function arrive(runs: KeptRuns): void {
  const address = addressOf(location.hash);
  if (address.to === 'page') return;
  const entry = readEntry(history.state);
  if (entry?.opening === openingKey(getState().chosen)) return;
  if (!entry) openAddress(address, runs);
  else if (!comeBackTo(entry, address, runs)) {
    openAddress(address, runs);
    if (entry.run && address.to !== 'run') void runs.show(entry.run);
  }
  bringUpToDate(address);
}

/** What was refused stays in the address, to be looked at; a kept run, which is read first, takes the entry when it opens. */
function bringUpToDate(address: Address): void {
  if (getState().refused === null && address.to !== 'run') writeEntry();
}

/** During a run what is composed alone comes back: the run's results stay on screen. @returns false where it is not known any more. */
function comeBackTo(entry: HistoryEntry, address: Address, runs: KeptRuns): boolean {
  const { chosen: now, left, status, view } = getState();
  const known = remembered.get(entry.opening);
  // A link says more than the experiment: what it hides, and what its sender found.
  const chosen = known?.chosen ?? (address.to === 'link' ? null : openedAgain(entry));
  if (!chosen) return false;
  const offered = left && openingKey(left) === entry.opening ? null : left;
  setState({ chosen, left: now.edited ? now : offered, refused: null });
  if (isUnderWay(status)) return true;
  // A run that went on meanwhile got further than what was remembered of it.
  const sameRun = view.source !== 'none' && view.experiment === known?.view.experiment;
  setState({
    status: IDLE,
    view: sameRun ? view : asItIsNow(known?.view ?? emptyView),
    expected: known?.expected ?? null,
    hidden: known?.hidden ?? [],
  });
  if (!known && entry.run) void runs.show(entry.run);
  return true;
}

/** Results that the worker knows nothing of any more, since another run took their place there. */
function asItIsNow(view: RunView): RunView {
  return view.source === 'live' && !workerHolds(view.record) ? { ...view, source: 'kept' } : view;
}

/** The experiment of an entry of before a reload. */
function openedAgain(entry: HistoryEntry): NamedExperiment | null {
  const composed = composedAt(entry);
  if (!composed) return null;
  const preset = getState().experiments.find(({ id, opened }) => id === composed.id && !opened);
  if (preset) return composed.edited ? composed : preset;
  const address = addressOf(location.hash).to === 'lab' ? '' : location.hash;
  return { ...composed, opened: { key: entry.opening, address, experiment: composed.experiment } };
}

function followStore(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    writeEntry();
  };
  const unsubscribe = labStore.subscribe((state, before) => {
    if (openingKey(state.chosen) !== openingKey(before.chosen)) {
      clearTimeout(timer);
      timer = undefined;
      leave(before);
      if (mayWrite()) enter(state);
    } else if (state.chosen.opened !== before.chosen.opened) {
      write();
    } else if (state.chosen !== before.chosen || state.view.kept !== before.view.kept) {
      // The first of a burst at once: what is written while a page goes, to be loaded again, may be lost.
      if (timer === undefined) writeEntry();
      clearTimeout(timer);
      timer = setTimeout(write, DELAY_MS);
    }
  });
  const unlisten = listen(['pagehide'], () => timer !== undefined && write());
  return () => {
    clearTimeout(timer);
    unsubscribe();
    unlisten();
  };
}

function leave({ chosen, view, expected, hidden }: LabState): void {
  if (chosen === standIn) return;
  const key = openingKey(chosen);
  remembered.delete(key);
  remembered.set(key, { chosen, view, expected, hidden });
  const [oldest] = remembered.keys();
  if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  if (mayWrite() && readEntry(history.state)?.opening === key)
    history.replaceState(entryFor(chosen, view.kept?.id ?? null), '');
}

/** A new entry, but where the browser made one for this address, or went back to it. */
function enter({ chosen, view, experiments }: LabState): void {
  const here = readEntry(history.state);
  const [address] = addressesOf(chosen, experiments[0].id);
  // A kept run is read first: it opens where the browser has been already.
  const read = addressOf(address).to === 'run' && address === location.hash;
  if (!here || here.opening === openingKey(chosen) || read) {
    writeEntry();
    return;
  }
  history.pushState(entryFor(chosen, view.kept?.id ?? null), '', withFragment(address));
}

/** Brings the entry that the browser is at up to date. */
function writeEntry(): void {
  if (!mayWrite()) return;
  const { chosen, view, hidden, experiments } = getState();
  const addresses = addressesOf(chosen, experiments[0].id);
  // What a link hides stays hidden when the page is loaded again.
  const stays = hidden.length > 0 || addresses.includes(location.hash);
  const address = stays ? location.hash : addresses[0];
  history.replaceState(entryFor(chosen, view.kept?.id ?? null), '', withFragment(address));
}

/** An entry of a page beside the lab says nothing of what is composed. */
function mayWrite(): boolean {
  return !getState().embed && addressOf(location.hash).to !== 'page';
}

function withFragment(fragment: string): string {
  return fragment === '' ? `${location.pathname}${location.search}` : fragment;
}
