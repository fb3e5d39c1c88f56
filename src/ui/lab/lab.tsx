import { lazy, Suspense } from 'react';
import { visible } from '../../experiment/visible.ts';
import { Composer } from '../areas/compose/composer.tsx';
import { EditorDialogs } from '../areas/compose/editor-dialogs.tsx';
import { Setup } from '../areas/compose/setup.tsx';
import { OwnModelDialog } from '../areas/own-model/own-model-dialog.tsx';
import { CertificateBadge } from '../areas/run/certificate-badge.tsx';
import { EngineChoice } from '../areas/run/engine-choice.tsx';
import { RunBar } from '../areas/run/run-bar.tsx';
import { EmbedFooter } from '../areas/share/embed-header.tsx';
import { dateWords } from '../kit/format.ts';
import { Contents, type Movable, Place, useMovable } from '../kit/movable.tsx';
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
  if (embed) {
    return (
      <main className={layout.layout}>
        <Lead />
        <EmbedFooter />
      </main>
    );
  }
  return <WholeLab />;
}

/** The parts of the lab that hold what a visitor has opened and written; in either layout they are the same. */
interface Parts {
  readonly composer: Movable;
  readonly lead: Movable;
  readonly more: Movable;
}

function WholeLab() {
  const wide = useMedia(WIDE);
  const parts: Parts = { composer: useMovable(), lead: useMovable(), more: useMovable() };
  return (
    <Suspense fallback={wide ? <main className={styles.wide} /> : null}>
      {wide ? <WideLab {...parts} /> : <NarrowLab {...parts} />}
      <Contents of={parts.composer}>
        <Setup />
        <Composer />
      </Contents>
      <Contents of={parts.lead}>
        <Lead />
      </Contents>
      <Contents of={parts.more}>
        <MoreSections />
      </Contents>
      {/* A dialog that is moved while it is open is modal no more. */}
      <EditorDialogs />
      <OwnModelDialog />
    </Suspense>
  );
}

function useLabTitle() {
  const title = useLab(({ chosen }) => chosen.experiment.title);
  const date = useLab(({ view }) => (view.source === 'kept' ? (view.kept?.date ?? null) : null));
  const run = date === null ? '' : `, run of ${dateWords(date)}`;
  useTitle(`${visible(title)}${run} - Batchmates Lab`);
}

/** Composing and its results, both always in view. */
function WideLab({ composer, lead, more }: Parts) {
  return (
    <main className={styles.wide}>
      <Panes
        composing={
          <section className={styles.composing} id={COMPOSING} aria-label="Composing" tabIndex={-1}>
            <RunBar>
              <EngineChoice />
            </RunBar>
            <div className={styles.composed}>
              <Place of={composer} />
            </div>
          </section>
        }
        results={
          <section className={styles.results} id={RESULTS} aria-label="Results" tabIndex={-1}>
            <ResultsHead />
            <Place of={lead} />
            <Place of={more} />
          </section>
        }
      />
    </main>
  );
}

/** One column: the streams first, then what composes them, then what explains them; the run bar stays at the lower edge. */
function NarrowLab({ composer, lead, more }: Parts) {
  return (
    <main className={styles.narrow}>
      <RunBar onRun={showResults} />
      <ResultsHead />
      <section className={styles.results} id={RESULTS} aria-label="Results" tabIndex={-1}>
        <Place of={lead} />
      </section>
      <section className={styles.composing} id={COMPOSING} aria-label="Composing" tabIndex={-1}>
        <EngineChoice />
        <CertificateBadge />
        <Place of={composer} />
      </section>
      <section className={styles.results} aria-label="More results">
        <Place of={more} />
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
