import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type BenchSetup, INITIAL_SETUP } from '../../../workbench/cases/setup.ts';
import type { BenchPoint } from '../../../workbench/points/point.ts';
import type { BenchTime } from '../../../workbench/points/timing.ts';
import type { WorkbenchOn } from '../../../worker/methods/workbench.ts';
import { IDLE, type Task } from '../../state/task.ts';

/** What of the bench is under way: one M, every M in turn, or the time of several. */
export type BenchDoing =
  | { readonly doing: 'looking' }
  | { readonly doing: 'sweeping'; readonly done: number }
  | { readonly doing: 'timing' };

export interface BenchState {
  readonly setup: BenchSetup;
  /** M. */
  readonly rows: number;
  readonly on: WorkbenchOn;
  /** By M: what was found of this setup on this engine. */
  readonly points: Readonly<Record<number, BenchPoint>>;
  readonly times: Readonly<Record<number, BenchTime>>;
  readonly work: Task<BenchDoing, null>;
  /** Why the link that was followed is no place. */
  readonly refused: string | null;
}

/** Of another setup, or on another engine, nothing is known. */
export const NOTHING_FOUND = { points: {}, times: {}, work: IDLE } as const;

export const benchStore = createStore<BenchState>()(() => ({
  ...NOTHING_FOUND,
  setup: INITIAL_SETUP,
  rows: 8,
  on: 'webgpu',
  refused: null,
}));

export function useBench<Slice>(select: (state: BenchState) => Slice): Slice {
  return useStore(benchStore, select);
}
