import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { KeptStudy } from '../../../../studies/sweep/ledger-opfs.ts';
import type { Study } from '../../../../studies/sweep/study-schema.ts';
import type { PlanReport, StudyFound, StudyRunReport } from '../../../../worker/methods/study-reports.ts';
import { IDLE, type Task } from '../../../state/task.ts';

export interface OpenedStudy extends PlanReport {
  readonly study: Study;
}

/** What was found by so many jobs. */
export interface Look extends StudyFound {
  readonly done: number;
}

interface RunnerState {
  /** Studies whose results this browser has; null until it has said so. */
  readonly kept: readonly KeptStudy[] | null;
  readonly opened: OpenedStudy | null;
  /** Of the opened study; which they are, `isDone` says. */
  readonly done: number;
  readonly opening: Task<string, OpenedStudy>;
  readonly work: Task<string, StudyRunReport>;
  readonly looking: Task<null, Look>;
  /** Which of the planned analyses is asked for, from 1; null: the last. */
  readonly plannedLook: number | null;
  /** Files on their way in or out, and what is deleted. */
  readonly filing: Task<string, string>;
}

export const runnerStore = createStore<RunnerState>()(() => ({
  ...{ kept: null, opened: null, done: 0, plannedLook: null },
  ...{ opening: IDLE, work: IDLE, looking: IDLE, filing: IDLE },
}));

const { setState } = runnerStore;

/** For each job of the opened study whether it is done: as long as the plan, so that it is changed in its place. */
let flags = new Uint8Array(0);

export function useRunner<Slice>(select: (state: RunnerState) => Slice): Slice {
  return useStore(runnerStore, select);
}

export function isDone(index: number): boolean {
  return flags[index] === 1;
}

/** Shows a study, in the place of another. */
export function showStudy(opened: OpenedStudy): void {
  flags = opened.done.slice();
  const same = runnerStore.getState().opened?.hash === opened.hash;
  setState({ opened, done: countDone(), looking: IDLE, ...(!same && { plannedLook: null }) });
}

/** Jobs that have ended now. */
export function markDone(indexes: readonly number[]): void {
  for (const index of indexes) flags[index] = 1;
  setState({ done: countDone() });
}

export function closeStudy(): void {
  flags = new Uint8Array(0);
  setState({ opened: null, done: 0, looking: IDLE, plannedLook: null });
}

function countDone(): number {
  return flags.reduce((sum, flag) => sum + flag, 0);
}
