import { censusTitle } from '../../../census/census-name.ts';
import type { Census } from '../../../census/census-types.ts';
import { type Departures, departuresOf } from '../../../census/rounds-correctly.ts';
import { counted } from '../../../results/text.ts';
import { Term } from '../../kit/glossary/term.tsx';
import tables from '../../kit/styles/tables.module.css';
import styles from './census.module.css';

interface VerdictProps {
  readonly census: Census;
  /** The visitor's own, asked just now; else a file's. */
  readonly own: boolean;
}

/** Whether `portable` holds, before all else. */
export function Verdict({ census, own }: VerdictProps) {
  const { portable, on } = census;
  return (
    <section className={`${tables.panel} ${styles.verdict}`} aria-labelledby="census-verdict" role="status">
      <h2 id="census-verdict">{own ? 'Your adapter' : 'Another’s adapter, from the repository'}</h2>
      {portable.holds ? (
        <>
          <strong className={styles.holds}>✓ This adapter keeps portable bits.</strong>
          <p>
            The kernel set <Term id="portable">portable</Term> gives the same fingerprint here as on every
            other adapter that keeps it.
          </p>
        </>
      ) : (
        <>
          <strong className={styles.fails}>✗ This adapter does not keep portable bits.</strong>
          <p>{portable.why}</p>
        </>
      )}
      <p>{departuresWords(departuresOf(census))}</p>
      <p className={tables.note}>
        {censusTitle(census)}, asked on {on}
        {!own && ', not on this device'}.
      </p>
    </section>
  );
}

/** Whether it rounds correctly, as standards ask: and if not, where it departs. */
function departuresWords({ rounding, order, subnormals }: Departures): string {
  const parts = [
    rounding.length > 0 ? `rounds otherwise in ${rounding.join(', ')}` : '',
    order.length > 0
      ? `does not compute as written in ${counted(order.length, 'question')} (${order.join(', ')})`
      : '',
    subnormals.length > 0
      ? `takes numbers below 2^−126 for 0 in ${counted(subnormals.length, 'question')}`
      : '',
  ].filter((part) => part !== '');
  if (parts.length === 0) return 'It computes as IEEE 754 has it, in all that was asked.';
  const sums =
    rounding.length === 0
      ? 'Sums, products, quotients and roots are the nearest float. But'
      : 'Against IEEE 754';
  return `${sums} it ${parts.join('; it ')}.`;
}
