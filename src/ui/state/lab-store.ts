import { temporal } from 'zundo';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { bundledExperiments } from './experiments.ts';
import { emptyView, type Hideable, type LabState } from './lab-state.ts';
import { IDLE } from './task.ts';

/** Changes of the experiment that can be undone. */
const HISTORY = 200;

/** The page's one store. Logits and traces stay in the worker; only actions write here. Undo covers the experiment alone. */
export const labStore = createStore<LabState>()(
  temporal(
    (): LabState => ({
      experiments: bundledExperiments,
      chosen: bundledExperiments[0],
      left: null,
      elsewhere: null,
      refused: null,
      hidden: [],
      embed: false,
      expected: null,
      engine: 'webgpu',
      gpu: { state: 'asking' },
      status: IDLE,
      view: emptyView,
      certificate: null,
    }),
    {
      limit: HISTORY,
      partialize: ({ chosen }) => ({ chosen }),
      equality: (before, after) => before.chosen === after.chosen,
    },
  ),
);

export function useLab<Slice>(select: (state: LabState) => Slice): Slice {
  return useStore(labStore, select);
}

/** True where the opened link hides a control. */
export function useHidden(control: Hideable): boolean {
  return useLab(({ hidden }) => hidden.includes(control));
}

/** How many changes can be undone and redone. */
export function useHistory(): { readonly past: number; readonly future: number } {
  const past = useStore(labStore.temporal, ({ pastStates }) => pastStates.length);
  const future = useStore(labStore.temporal, ({ futureStates }) => futureStates.length);
  return { past, future };
}
