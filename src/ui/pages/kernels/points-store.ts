import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type CaseSetup, INITIAL_SETUP } from '../../../workbench/cases/setup.ts';
import type { Point } from '../../../workbench/points/point.ts';
import type { Timing } from '../../../workbench/points/timing.ts';
import type { WorkbenchOn } from '../../../worker/methods/workbench.ts';
import { IDLE, type Task } from '../../state/task.ts';

/** What is under way: one M, every M in turn, or the time of several. */
export type PointsDoing =
  | { readonly doing: 'looking' }
  | { readonly doing: 'sweeping'; readonly done: number }
  | { readonly doing: 'timing' };

export interface PointsState {
  readonly setup: CaseSetup;
  /** M. */
  readonly rows: number;
  readonly on: WorkbenchOn;
  /** By M: what was found of this setup on this engine. */
  readonly points: Readonly<Record<number, Point>>;
  readonly times: Readonly<Record<number, Timing>>;
  readonly work: Task<PointsDoing, null>;
  /** Why the link that was followed is no place. */
  readonly refused: string | null;
}

/** Of another setup, or on another engine, nothing is known. */
export const NOTHING_FOUND = { points: {}, times: {}, work: IDLE } as const;

export const pointsStore = createStore<PointsState>()(() => ({
  ...NOTHING_FOUND,
  setup: INITIAL_SETUP,
  rows: 8,
  on: 'webgpu',
  refused: null,
}));

export function usePoints<Slice>(select: (state: PointsState) => Slice): Slice {
  return useStore(pointsStore, select);
}
