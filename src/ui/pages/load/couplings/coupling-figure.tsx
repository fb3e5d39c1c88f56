import { useEffect } from 'react';
import { visible } from '../../../../experiment/visible.ts';
import { comparedWords } from '../../../../report/couplings.ts';
import { engineWords } from '../../../../report/engine.ts';
import { BAKED_COUPLINGS } from '../../../../studies/couplings/baked-couplings.ts';
import { compareCouplings } from '../../../../studies/couplings/compare-couplings.ts';
import type { CouplingRow } from '../../../../studies/couplings/coupling-report.ts';
import { MECHANISMS } from '../../../../studies/couplings/mechanisms.ts';
import { Segments } from '../../../kit/choices.tsx';
import tables from '../../../kit/styles/tables.module.css';
import { isUnderWay } from '../../../state/task.ts';
import {
  type CouplingState,
  couplingStore,
  FIRST,
  loadBaked,
  loadLinks,
  recallOwn,
  show,
  useCouplings,
} from './coupling-store.ts';
import { CouplingTable, MarkLegend } from './coupling-table.tsx';
import styles from './couplings.module.css';
import { Measuring } from './measuring.tsx';

/** What company can do to a request, mechanism by mechanism: of the models that ship with the page, or what this device has measured. */
export function CouplingFigure() {
  const shown = useCouplings(shownMatrix);
  const underWay = useCouplings((state) => state.shown === 'own' && isUnderWay(state.work));
  useEffect(() => {
    recallOwn();
    const leaving = new AbortController();
    loadBaked(FIRST.file, leaving.signal).catch(() => undefined);
    return () => leaving.abort();
  }, []);
  return (
    <section className={tables.panel} aria-labelledby="couplings-title" data-part="couplings">
      <div className={tables.panelHead}>
        <h2 id="couplings-title">What company can do to a request</h2>
        {shown && <MarkLegend />}
      </div>
      <p className={tables.note}>
        Each cell asks the same few requests twice, in two companies that differ in one respect: how many and
        how long the others are (shape), what they say (content), or when they come (load). It names the
        strongest thing that this changed in an answer, from nothing and the time that it took to bits of its
        logits, its tokens and the share of tasks solved; in small print, time and right answers in the one
        company and in the other. The control is the same change without the row’s mechanism. Times are of a
        clock of 2 ms a step and 0.1 ms a further row; a cell opens its experiment below. <Where />
      </p>
      <Switch />
      <Measuring />
      <Compared />
      {shown?.notes.map((note) => (
        <p key={note} className={tables.note}>
          {note}
        </p>
      ))}
      {shown && <CouplingTable rows={shown.rows} underWay={underWay} onReach={reach} />}
    </section>
  );
}

/** Links come before one is chosen. */
function reach(): void {
  const { shown } = couplingStore.getState();
  if (shown !== 'own') loadLinks(shown).catch(() => undefined);
}

type Matrix = Record<'rows', readonly CouplingRow[]> & { readonly notes: readonly string[] };

function shownMatrix({ shown, baked, own }: CouplingState): Matrix | null {
  return (shown === 'own' ? own : baked[shown]) ?? null;
}

/** Between what ships with the page and what was measured here. */
function Switch() {
  const shown = useCouplings((state) => state.shown);
  const own = useCouplings((state) => state.own);
  const baked = BAKED_COUPLINGS.map(({ file, words }) => ({ value: file, words }));
  return (
    <div className={styles.switch}>
      <Segments
        legend="Measured on"
        value={shown}
        options={[...baked, ...(own ? [{ value: 'own' as const, words: 'measured here' }] : [])]}
        onChange={show}
      />
    </div>
  );
}

function Where() {
  const shown = useCouplings((state) => state.shown);
  const own = useCouplings((state) => state.own);
  const baked = useCouplings((state) => (state.shown === 'own' ? undefined : state.baked[state.shown]));
  if (shown === 'own') {
    if (!own) return null;
    const some =
      own.rows.length < MECHANISMS.length ? `, ${own.rows.length} of ${MECHANISMS.length} mechanisms` : '';
    return <strong>{`Measured here: ${visible(own.model)} on ${engineWords(own.engine)}${some}.`}</strong>;
  }
  if (!baked) return null;
  return <strong>{`Measured earlier: ${baked.model.name} on ${engineWords(baked.engine)}.`}</strong>;
}

/** How what is shown differs from the first model's matrix. */
function Compared() {
  const shown = useCouplings(shownMatrix);
  const first = useCouplings((state) => state.baked[FIRST.file]);
  if (!shown || !first || shown === first || shown.rows.length === 0) return null;
  const [sentence, ...lines] = comparedWords(compareCouplings(shown.rows, first.rows), FIRST.words);
  return (
    <div className={tables.note} data-part="couplings-compared">
      <p>{sentence}</p>
      {lines.length > 0 && (
        <details>
          <summary>Which cells</summary>
          <ul>
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
