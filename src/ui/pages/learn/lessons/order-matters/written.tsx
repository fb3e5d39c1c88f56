import { exactDecimal } from '../../../../../numerics/exact-decimal.ts';
import { roundTo } from '../../../../../numerics/rounding.ts';
import tables from '../../../../kit/styles/tables.module.css';
import { type DigitRow, type SmallFormat, writtenSum } from './lost-bits.ts';
import styles from './order-matters.module.css';

interface WrittenProps {
  readonly dtype: SmallFormat;
  readonly terms: readonly [number, number];
}

/** One addition in binary: both terms, the exact sum with what does not fit, and what is kept. */
export function Written({ dtype, terms: [a, b] }: WrittenProps) {
  const sum = writtenSum(dtype, a, b);
  const rounded = roundTo(dtype)(a + b);
  const exact = rounded === a + b;
  const words = `${exactDecimal(a)} + ${exactDecimal(b)} = ${exactDecimal(a + b)}${exact ? '' : `, kept as ${exactDecimal(rounded)}`}`;
  if (!sum) return <p className={tables.note}>{words}</p>;
  const point = sum.top;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <div className={`${tables.scroll} ${styles.scroll}`} tabIndex={0} role="img" aria-label={words}>
      <div className={styles.written} aria-hidden="true">
        <Line mark={sign(sum.a)} row={sum.a} point={point} />
        <Line mark={sum.b.value < 0 ? '−' : '+'} row={sum.b} point={point} />
        <Line
          mark={sign(sum.exact)}
          row={sum.exact}
          point={point}
          lostFrom={sum.lostFrom}
          kind={styles.writtenSum}
        />
        {!exact && (
          <Line mark={sign(sum.rounded)} row={sum.rounded} point={point} kind={styles.writtenKept} />
        )}
      </div>
    </div>
  );
}

interface LineProps {
  readonly mark: string;
  readonly row: DigitRow;
  /** Column after which the binary point stands. */
  readonly point: number;
  readonly lostFrom?: number;
  /** Class of a line that is more than a term. */
  readonly kind?: string;
}

function Line({ mark, row: { value, digits }, point, lostFrom = digits.length, kind = '' }: LineProps) {
  return (
    <div className={`${styles.writtenLine} ${kind}`}>
      <span className={styles.writtenMark}>{mark}</span>
      {digits.map((digit, column) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place.
          key={column}
          data-lost={(digit !== null && column >= lostFrom) || undefined}
          className={[
            styles.digit,
            digit !== null && column >= lostFrom ? styles.lost : '',
            column === point && digits.length > point + 1 ? styles.pointed : '',
          ].join(' ')}
          data-part="digit"
        >
          {digit ?? ''}
        </span>
      ))}
      <span className={styles.writtenValue}>{exactDecimal(value)}</span>
    </div>
  );
}

function sign({ value }: DigitRow): string {
  return value < 0 ? '−' : '';
}
