import { isLive } from '../areas/compare/reports.ts';
import { useAsked } from '../areas/investigate/search-store.ts';
import { useLook } from '../areas/microscope/look-store.ts';
import { keptFor } from '../state/kept-certificates.ts';
import { type LabState, shownExperiment } from '../state/lab-state.ts';
import { useLab } from '../state/lab-store.ts';
import type { SectionId } from '../state/sections.ts';
import { resultOf } from '../state/task.ts';

/** Hooks: whether there is anything in a section yet, which the rail shows. */
export const FILLED: Readonly<Record<SectionId, () => boolean>> = {
  inside: useRecorded,
  streams: useSteps,
  logits: useRecorded,
  microscope: useLooked,
  why: useAskedHere,
  answers: useRecorded,
  timeline: useSteps,
  cost: useSteps,
  run: useRecorded,
  certificate: useCertified,
};

function useRecorded(): boolean {
  return useLab(({ view }) => view.record !== null);
}

function useSteps(): boolean {
  return useLab(hasSteps);
}

function hasSteps({ view }: LabState): boolean {
  return Object.keys(view.streams).length > 0 || Object.keys(view.companies).length > 0;
}

function useLooked(): boolean {
  const record = useLab(({ view }) => (isLive(view) ? view.record : null));
  return useLook((state) => state.record === record && resultOf(state.look) !== null);
}

function useAskedHere(): boolean {
  const experiment = useLab(shownExperiment);
  return useAsked().some((each) => each.experiment === experiment);
}

function useCertified(): boolean {
  const now = useLab(({ certificate }) => certificate !== null);
  const gpu = useLab((state) => state.gpu);
  return now || (gpu.state === 'available' && keptFor(gpu.adapter) !== null);
}
