import { type PairVerdict, settingsNote, type VerdictTone } from '../../../report/verdict.ts';
import type { PairReport } from '../../../results/pair-series.ts';
import type { DiffRecord } from '../../../results/record.ts';
import { Term } from '../../kit/glossary/term.tsx';
import { Name } from '../../kit/name.tsx';
import tables from '../../kit/styles/tables.module.css';
import { useLab } from '../../state/lab-store.ts';
import type { Pair } from '../../state/pairs.ts';
import { Chips } from './chips.tsx';
import { PriceTag } from './price-tag.tsx';
import styles from './verdict.module.css';
import { verdictWords } from './verdict-words.ts';

/** The words beside a mark never rely on it. */
const MARKS: Readonly<Record<VerdictTone, string>> = { none: '', same: '=', bits: '≈', fork: '≠' };

interface VerdictProps {
  readonly pair: Pair;
  /** Null until the run is over. */
  readonly diff: DiffRecord | null;
  readonly series: PairReport | undefined;
}

export function Verdict({ pair, diff, series }: VerdictProps) {
  const view = useLab((state) => state.view);
  const settings = settingsNote(pair.a, pair.b);
  return (
    <header className={styles.verdict} data-part="verdict">
      <div className={styles.verdictHead}>
        <div>
          <h3>
            <Name of={pair.a.name} /> <span className={styles.versus}>vs</span> <Name of={pair.b.name} />
            <small>
              <Term id="probe">probe</Term> {pair.probe.id}
            </small>
          </h3>
          <Answer {...verdictWords(pair, view)} />
          {settings && <p className={tables.note}>{settings}</p>}
        </div>
        <PriceTag a={pair.a.name} b={pair.b.name} />
      </div>
      {diff && <Chips diff={diff} series={series} />}
    </header>
  );
}

export function Answer({ tone, words }: PairVerdict) {
  return (
    <p className={styles.answer} data-tone={tone}>
      {tone !== 'none' && (
        <span className={styles.mark} aria-hidden="true">
          {MARKS[tone]}
        </span>
      )}
      {words}
    </p>
  );
}
