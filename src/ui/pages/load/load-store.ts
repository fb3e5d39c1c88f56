import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type Edit, problemText } from '../../../experiment/edit/edited.ts';
import type { Experiment } from '../../../experiment/schema.ts';
import type { LoadRecord } from '../../../results/load/load-record.ts';
import { bundledExperiments } from '../../state/experiments.ts';
import { loadExperiments } from '../../state/load-experiments.ts';
import { IDLE, isUnderWay, type Task } from '../../state/task.ts';
import type { ArmView } from './arm-view.ts';
import { keptLoad } from './kept-load.ts';

/** What a run under load is at before and while its events come. */
export type LoadStage =
  | { readonly stage: 'loading'; readonly words: string }
  | { readonly stage: 'running' }
  | { readonly stage: 'paused' };

export interface LoadState {
  /** As it is composed now. */
  readonly experiment: Experiment;
  /** Why the last edit was refused, a sentence each. */
  readonly problems: readonly string[];
  readonly work: Task<LoadStage, null>;
  /** What the run on screen is of; null before there is one. */
  readonly ran: Experiment | null;
  /** Whether the run on screen was computed earlier, elsewhere; then where. */
  readonly baked: string | null;
  /** The server whose doings are on screen, and whether it is still listened to; null: what is on screen ran on an engine of the lab. */
  readonly watched: { readonly origin: string; readonly listening: boolean } | null;
  /** Views of the run's arms, in their order; they grow in place, and `version` says that they did. */
  readonly views: readonly ArmView[];
  readonly version: number;
  /** Counts the runs that were on screen. */
  readonly runs: number;
  /** Name of the arm that is looked at and set; null: the first. */
  readonly arm: string | null;
  /** The run's record, once it is over. */
  readonly record: LoadRecord | null;
  /** Milliseconds of the clock for one of life; null: as fast as steps are computed. */
  readonly speed: number | null;
}

/** What the page opens with. */
export const FIRST = 'viral-surge';

/** Presets of traffic and of mechanisms. */
export const loadPresets = [
  ...loadExperiments,
  ...bundledExperiments.filter(
    ({ experiment: { crowd, clock, limits, arms } }) =>
      crowd ||
      clock ||
      limits ||
      arms.some(
        ({ serving, experts, quantize, speculation, dynamic }) =>
          serving || experts || quantize || speculation || dynamic,
      ),
  ),
];

export function presetOf(id: string): Experiment | null {
  return loadPresets.find((each) => each.id === id)?.experiment ?? null;
}

const NOTHING = { ran: null, baked: null, watched: null, views: [], version: 0, record: null } as const;

export const loadStore = createStore<LoadState>()(() => ({
  experiment: keptLoad.take()?.experiment ?? presetOf(FIRST)!,
  problems: [],
  work: IDLE,
  ...NOTHING,
  runs: 0,
  arm: null,
  speed: null,
}));

const { getState, setState } = loadStore;

export function useLoad<Slice>(select: (state: LoadState) => Slice): Slice {
  return useStore(loadStore, select);
}

/** Opens an experiment in the place of the one that is composed; the run on screen stays. */
export function openLoad(experiment: Experiment): void {
  setState({ experiment, problems: [] });
  keptLoad.put({ experiment });
}

/** The same by a choice on the page: what the address names is left. */
export function chooseLoad(experiment: Experiment): void {
  openLoad(experiment);
  leaveAddress();
}

export function lookAtArm(arm: string): void {
  setState({ arm });
}

/** Applies an edit; a refused one changes nothing and says why. @returns whether it was taken. */
export function editLoad(edit: Edit): boolean {
  const edited = edit(getState().experiment);
  if (!edited.ok) {
    setState({ problems: edited.problems.map(problemText) });
    return false;
  }
  chooseLoad(edited.experiment);
  return true;
}

/** A link or a preset in the address would be opened again in the place of what is composed now. */
function leaveAddress(): void {
  if (!location.hash.startsWith('#load/')) return;
  history.replaceState(history.state, '', '#load');
  // Nothing else tells the page: to open the same link again would else change nothing.
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

/** Puts a run on screen that was computed earlier, unless one of the visitor's is. */
export function showBaked(views: readonly ArmView[], ran: Experiment, where: string): void {
  const { ran: own, watched } = getState();
  if (own !== null || watched !== null) return;
  setState(({ runs }) => ({ ...NOTHING, views, ran, baked: where, version: 1, runs: runs + 1 }));
}

/** Begins with an empty screen. @returns a way to put back what was there, where nothing came of it. */
export function beginViews(of: Experiment | { readonly watched: string }): () => void {
  const before = getState();
  const what = 'watched' in of ? { watched: { origin: of.watched, listening: true } } : { ran: of };
  setState(({ runs }) => ({ ...NOTHING, ...what, runs: runs + 1 }));
  return () => {
    const { ran, baked, watched, views, version, record } = before;
    setState(({ runs }) => ({ ran, baked, watched, views, version, record, runs: runs + 1 }));
  };
}

/** Whether what is on screen grows: a run, or a server that is listened to. */
export function isGrowing({ work, watched }: LoadState): boolean {
  return isUnderWay(work) || watched?.listening === true;
}
