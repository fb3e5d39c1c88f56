import { becauseWords, VERDICT_WORDS } from '../../../report/claims.ts';
import { capital } from '../../../results/text.ts';
import type { Judgement } from '../../../studies/claims/claim.ts';
import styles from './claims.module.css';

/** A verdict by its mark and its word. */
export function VerdictBadge({ judgement }: { readonly judgement: Judgement }) {
  const { mark, words } = VERDICT_WORDS[judgement.verdict];
  return (
    <span className={styles.badge} data-verdict={judgement.verdict.replaceAll(' ', '-')}>
      <span aria-hidden="true">{mark}</span> {words}
    </span>
  );
}

/** What was found, and on what the verdict depends. */
export function Found({ judgement }: { readonly judgement: Judgement }) {
  const because = becauseWords(judgement);
  return (
    <>
      <p className={styles.found}>{judgement.found === '' ? null : judgement.found}</p>
      {because && <p className={styles.because}>{capital(because)}.</p>}
    </>
  );
}
