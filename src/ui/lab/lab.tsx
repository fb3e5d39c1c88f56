import { lazy, Suspense } from 'react';
import { visible } from '../../experiment/visible.ts';
import { Composer } from '../areas/compose/composer.tsx';
import { Setup } from '../areas/compose/setup.tsx';
import { CertificateBadge } from '../areas/run/certificate-badge.tsx';
import { EngineChoice } from '../areas/run/engine-choice.tsx';
import { RunBar } from '../areas/run/run-bar.tsx';
import { EmbedFooter } from '../areas/share/embed-header.tsx';
import { dateWords } from '../kit/format.ts';
import layout from '../kit/styles/layout.module.css';
import { useMedia } from '../kit/use-media.ts';
import { useTitle } from '../kit/use-title.ts';
import { useLab } from '../state/lab-store.ts';
import { COMPOSING, RESULTS } from '../state/regions.ts';
import styles from './lab.module.css';
import { Lead, MoreSections, ResultsHead } from './results.tsx';

/** Wide enough for two panes; the style sheets have the same number. */
const WIDE = '(width > 60rem)';

// A phone does without them; where they are needed they come beside the example, not after it.
const loadPanes = async () => ({ default: (await import('./panes.tsx')).Panes });
const Panes = lazy(loadPanes);
if (window.matchMedia(WIDE).matches) void loadPanes();

/** The lab itself; embedded in another page, its results alone. */
export function Lab({ embed }: { readonly embed: boolean }) {
  useLabTitle();
  const wide = useMedia(WIDE);
  if (embed) {
    return (
      <main className={layout.layout}>
        <Lead />
        <EmbedFooter />
      </main>
    );
  }
  return wide ? <WideLab /> : <NarrowLab />;
}

function useLabTitle() {
  const title = useLab(({ chosen }) => chosen.experiment.title);
  const date = useLab(({ view }) => (view.source === 'kept' ? (view.kept?.date ?? null) : null));
  const run = date === null ? '' : `, run of ${dateWords(date)}`;
  useTitle(`${visible(title)}${run} - Batchmates Lab`);
}

/** Composing and its results, both always in view. */
function WideLab() {
  return (
    <main className={styles.wide}>
      <Suspense fallback={null}>
        <Panes
          composing={
            <section className={styles.composing} id={COMPOSING} aria-label="Composing" tabIndex={-1}>
              <RunBar>
                <EngineChoice />
              </RunBar>
              <div className={styles.composed}>
                <Setup />
                <Composer />
              </div>
            </section>
          }
          results={
            <section className={styles.results} id={RESULTS} aria-label="Results" tabIndex={-1}>
              <ResultsHead />
              <Lead />
              <MoreSections />
            </section>
          }
        />
      </Suspense>
    </main>
  );
}

/** One column: the streams first, then what composes them, then what explains them; the run bar stays at the lower edge. */
function NarrowLab() {
  return (
    <main className={styles.narrow}>
      <RunBar onRun={showResults} />
      <ResultsHead />
      <section className={styles.results} id={RESULTS} aria-label="Results" tabIndex={-1}>
        <Lead />
      </section>
      <section className={styles.composing} id={COMPOSING} aria-label="Composing" tabIndex={-1}>
        <EngineChoice />
        <CertificateBadge />
        <Setup />
        <Composer />
      </section>
      <section className={styles.results} aria-label="More results">
        <MoreSections />
      </section>
    </main>
  );
}

/** Whoever runs from further down sees the tokens come. */
function showResults(): void {
  const results = document.getElementById(RESULTS);
  if (results && results.getBoundingClientRect().bottom < window.innerHeight / 2)
    results.scrollIntoView({ block: 'start' });
}
