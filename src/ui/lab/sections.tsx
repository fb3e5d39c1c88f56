import type { ComponentType } from 'react';
import { ForkTrees } from '../areas/compare/fork-trees.tsx';
import { Pairs } from '../areas/compare/pairs-section.tsx';
import { isLive } from '../areas/compare/reports.ts';
import { FallSection } from '../areas/fall/fall-section.tsx';
import { AskWhy } from '../areas/investigate/ask-why.tsx';
import { useAsked } from '../areas/investigate/search-store.ts';
import { useLook } from '../areas/microscope/look-store.ts';
import { ArmsTable } from '../areas/run/arms-table.tsx';
import { StepTimeline } from '../areas/run/step-timeline.tsx';
import { CertificatePanel } from '../shell/certificate-panel.tsx';
import { RunFacts } from '../shell/run-facts.tsx';
import { keptFor } from '../state/kept-certificates.ts';
import { type LabState, shownExperiment } from '../state/lab-state.ts';
import { useLab } from '../state/lab-store.ts';
import type { SectionId } from '../state/sections.ts';
import { resultOf } from '../state/task.ts';

/** What stands under a title of `SECTION_TITLES`. Its element has the `sectionRef` of its id. */
interface Section {
  /** Null where the section is a part of each pair: logits and microscope stay with the streams that they light up in. */
  readonly Content: ComponentType | null;
  /** A hook: whether there is anything in it yet, which the rail shows. */
  readonly useFilled: () => boolean;
}

export const SECTIONS: Readonly<Record<SectionId, Section>> = {
  inside: { Content: FallSection, useFilled: () => useLab(({ view }) => view.record !== null) },
  streams: { Content: Pairs, useFilled: () => useLab(hasSteps) },
  logits: { Content: null, useFilled: () => useLab(({ view }) => view.record !== null) },
  microscope: { Content: null, useFilled: useLooked },
  why: { Content: AskWhy, useFilled: useAskedHere },
  answers: { Content: ForkTrees, useFilled: () => useLab(({ view }) => view.record !== null) },
  timeline: { Content: StepTimeline, useFilled: () => useLab(hasSteps) },
  cost: { Content: ArmsTable, useFilled: () => useLab(hasSteps) },
  run: { Content: RunFacts, useFilled: () => useLab(({ view }) => view.record !== null) },
  certificate: { Content: CertificatePanel, useFilled: useCertified },
};

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
