import type { PairReport } from '../../results/pair-series.ts';
import type { DiffRecord } from '../../results/record.ts';
import { settingsNote } from '../../results/report/settings.ts';
import { Term } from '../glossary/term.tsx';
import { Name } from '../name.tsx';
import { useLab } from '../store/lab-store.ts';
import tables from '../styles/tables.module.css';
import { Chips } from './chips.tsx';
import type { Pair } from './pairs.ts';
import { PriceTag } from './price-tag.tsx';
import styles from './verdict.module.css';
import { type Tone, type VerdictWords, verdictWords } from './verdict-words.ts';

/** The words beside a mark never rely on it. */
const MARKS: Readonly<Record<Tone, string>> = { none: '', same: '=', bits: '≈', fork: '≠' };

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

export function Answer({ tone, words }: VerdictWords) {
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
