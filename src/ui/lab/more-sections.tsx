import type { ComponentType } from 'react';
import { ForkTrees } from '../areas/compare/fork-trees.tsx';
import { AskWhy } from '../areas/investigate/ask-why.tsx';
import { ArmsTable } from '../areas/run/arms-table.tsx';
import { StepTimeline } from '../areas/run/step-timeline.tsx';
import { CertificatePanel } from '../shell/certificate-panel.tsx';
import { RunFacts } from '../shell/run-facts.tsx';
import { SECTION_IDS, type SectionId } from '../state/sections.ts';

/** What stands under a title of `SECTION_TITLES`. Its element has the `sectionRef` of its id; the lead and its pairs have the others. */
const CONTENTS: Readonly<Partial<Record<SectionId, ComponentType>>> = {
  why: AskWhy,
  answers: ForkTrees,
  timeline: StepTimeline,
  cost: ArmsTable,
  run: RunFacts,
  certificate: CertificatePanel,
};

/** Every section but those of the lead. */
export function MoreSections() {
  return SECTION_IDS.map((id) => {
    const Content = CONTENTS[id];
    return Content && <Content key={id} />;
  });
}
