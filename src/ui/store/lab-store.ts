import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { bundledExperiments } from './experiments.ts';
import { emptyView, type LabState } from './lab-state.ts';

/** The page's one store. Logits and traces stay in the worker; only actions.ts writes here. */
export const labStore = createStore<LabState>(() => ({
  experiments: bundledExperiments,
  chosen: bundledExperiments[0],
  refused: null,
  engine: 'webgpu',
  gpu: { state: 'asking' },
  status: { state: 'idle' },
  view: emptyView,
  certificate: null,
}));

export function useLab<Slice>(select: (state: LabState) => Slice): Slice {
  return useStore(labStore, select);
}
