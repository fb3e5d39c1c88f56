import { type ComponentType, lazy } from 'react';
import type { PageProps } from '../../state/page-address.ts';

/** A part of the page that has an address of its own, `#claims/<segment>/...`; `path` is what follows the segment. */
export interface ClaimsPart {
  readonly segment: string;
  /** As the page's own navigation calls it; null: it is reached from what it is about. */
  readonly title: string | null;
  readonly Content: ComponentType<PageProps>;
}

/** In the order of the page's navigation, behind the essay itself; each is loaded when it is opened. */
export const CLAIMS_PARTS: readonly ClaimsPart[] = [
  part('claim', null, async () => (await import('./claim-page.tsx')).ClaimPage),
  part('study', 'Studies', async () => (await import('./studies/study-page.tsx')).StudyPage),
  part('tracker', 'Tracker', async () => (await import('./tracker/tracker-page.tsx')).TrackerPage),
  part('timeline', 'Timeline', async () => (await import('./timeline/timeline-page.tsx')).TimelinePage),
  part('runner', 'Run a study', async () => (await import('./runner/study-runner.tsx')).StudyRunner),
];

function part(
  segment: string,
  title: string | null,
  load: () => Promise<ComponentType<PageProps>>,
): ClaimsPart {
  return { segment, title, Content: lazy(async () => ({ default: await load() })) };
}
