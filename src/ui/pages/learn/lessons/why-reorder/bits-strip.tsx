import { logScale } from '../../../../../charts/axis.ts';
import styles from './bits-strip.module.css';
import { bitsName, MOST_ROWS, type Stretch } from './row-zero.ts';

const shareOf = logScale([1, MOST_ROWS + 1], [0, 1]);

interface BitsStripProps {
  readonly name: string;
  readonly stretches: readonly Stretch[];
  /** M that is looked at. */
  readonly rows: number;
  readonly onRows: (rows: number) => void;
}

/** M from 1 to 128 on a logarithmic axis: the same letter where row 0 has the same bits. A press goes there. */
export function BitsStrip({ name, stretches, rows, onRows }: BitsStripProps) {
  return (
    <div className={styles.bitsStrip}>
      <p>{name}</p>
      <ul>
        {stretches.map(({ first, last, bits, differing }) => (
          <li key={first} style={{ flexGrow: shareOf(last + 1) - shareOf(first) }}>
            <button
              type="button"
              className={bits === 0 ? '' : styles.bitsOther}
              aria-pressed={first <= rows && rows <= last}
              aria-label={`${name}, M ${spanWords(first, last)}: ${differing === 0 ? 'the bits of M = 1' : `bits ${bitsName(bits)}`}`}
              title={`M ${spanWords(first, last)}`}
              onClick={() => onRows(first)}
            >
              {bitsName(bits)}
            </button>
            <span aria-hidden="true">{first}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function spanWords(first: number, last: number): string {
  return first === last ? `${first}` : `${first} to ${last}`;
}
