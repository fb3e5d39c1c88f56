import { type PairVerdict, settingsNote, type VerdictTone } from '../../../report/verdict.ts';
import { Term } from '../../kit/glossary/term.tsx';
import { Name } from '../../kit/name.tsx';
import tables from '../../kit/styles/tables.module.css';
import { useLab } from '../../state/lab-store.ts';
import type { Pair } from '../../state/pairs.ts';
import styles from './verdict.module.css';
import { NOT_RUN, verdictWords } from './verdict-words.ts';

/** The words beside a mark never rely on it. */
const MARKS: Readonly<Record<VerdictTone, string>> = { none: '', same: '=', bits: '≈', fork: '≠' };

/** Which two arms, and what was found of them; the numbers stand under the texts. */
export function Verdict({ pair }: { readonly pair: Pair }) {
  const settings = settingsNote(pair.a, pair.b);
  return (
    <header className={styles.verdict} data-part="verdict">
      <h3>
        <Name of={pair.a.name} /> <span className={styles.versus}>vs</span> <Name of={pair.b.name} />
        <small>
          <Term id="probe">probe</Term> {pair.probe.id}
        </small>
      </h3>
      <PairAnswer pair={pair} />
      {settings && <p className={tables.note}>{settings}</p>}
    </header>
  );
}

/** What was found of a pair. Inside another page the one line above all pairs says that nothing has run. */
export function PairAnswer({ pair }: { readonly pair: Pair }) {
  const view = useLab((state) => state.view);
  const embed = useLab((state) => state.embed);
  const verdict = verdictWords(pair, view);
  return embed && verdict === NOT_RUN ? null : <Answer {...verdict} />;
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
