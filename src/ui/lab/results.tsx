import { lazy, Suspense } from 'react';
import { Pairs } from '../areas/compare/pairs-section.tsx';
import { FallSection } from '../areas/fall/fall-section.tsx';
import { KeptNote } from '../areas/keep/kept-note.tsx';
import { CertificateBadge } from '../areas/run/certificate-badge.tsx';
import { LostHere } from '../areas/run/guarantees.tsx';
import { ReceiptPanel } from '../areas/share/receipt-panel.tsx';
import { Story } from '../areas/story/story.tsx';
import layout from '../kit/styles/layout.module.css';
import { Failure } from '../shell/failure.tsx';
import { Refusal } from '../shell/refusal.tsx';
import type { RunView } from '../state/lab-state.ts';
import { useLab } from '../state/lab-store.ts';
import { isUnderWay } from '../state/task.ts';
import styles from './lab.module.css';
import { Rail } from './rail.tsx';

/** Stays at the top of the results: whose they are, and the ways to their sections. */
export function ResultsHead() {
  return (
    <div className={styles.resultsHead} data-part="results-head">
      <div className={styles.whoseRow}>
        <Whose />
        <CertificateBadge />
      </div>
      <Rail />
    </div>
  );
}

const WHOSE: Readonly<Record<Exclude<RunView['source'], 'none'>, string>> = {
  example: 'Results of the shipped example',
  kept: 'Results of a kept run',
  live: 'Results of this experiment',
};

/** What the results on screen are of. It always has its line, so that nothing moves when the experiment is edited. */
function Whose() {
  const words = useLab(({ view, status, chosen }) => {
    if (view.source === 'none') return isUnderWay(status) ? 'Results as they come' : 'No results yet';
    if (view.experiment !== chosen.experiment)
      return 'Results of the earlier experiment: it has changed since';
    return WHOSE[view.source];
  });
  const earlier = useLab(
    ({ view, chosen }) => view.experiment !== null && view.experiment !== chosen.experiment,
  );
  return (
    <p className={styles.whose} data-part="whose" data-earlier={earlier || undefined} role="status">
      {words}
    </p>
  );
}

/** Before everything else: what went wrong, what a link's sender found, the story, and the streams. */
export function Lead() {
  return (
    <div className={layout.lead} data-part="lead">
      <Refusal />
      <Failure />
      <LostHere />
      <ReceiptPanel />
      <KeptNote />
      <Story />
      <FallSection />
      <Pairs />
    </div>
  );
}

// Below what a first screen holds: loaded beside it.
const Later = lazy(async () => ({ default: (await import('./more-sections.tsx')).MoreSections }));

/** Every section but those of the lead. */
export function MoreSections() {
  return (
    <Suspense fallback={null}>
      <Later />
    </Suspense>
  );
}
