import { exactDecimal } from '../../../../numerics/exact-decimal.ts';
import { roundTo } from '../../../../numerics/rounding.ts';
import { type DigitRow, type SmallFormat, writtenSum } from './lost-bits.ts';

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
  if (!sum) return <p className="note">{words}</p>;
  const point = sum.top;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <div className="scroll" tabIndex={0} role="img" aria-label={words}>
      <div className="written" aria-hidden="true">
        <Line mark={sign(sum.a)} row={sum.a} point={point} />
        <Line mark={sum.b.value < 0 ? '−' : '+'} row={sum.b} point={point} />
        <Line
          mark={sign(sum.exact)}
          row={sum.exact}
          point={point}
          lostFrom={sum.lostFrom}
          className="written-sum"
        />
        {!exact && <Line mark={sign(sum.rounded)} row={sum.rounded} point={point} className="written-kept" />}
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
  readonly className?: string;
}

function Line({ mark, row: { value, digits }, point, lostFrom = digits.length, className = '' }: LineProps) {
  return (
    <div className={`written-line ${className}`}>
      <span className="written-mark">{mark}</span>
      {digits.map((digit, column) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place.
          key={column}
          className={[
            'digit',
            digit !== null && column >= lostFrom ? 'lost' : '',
            column === point && digits.length > point + 1 ? 'pointed' : '',
          ].join(' ')}
        >
          {digit ?? ''}
        </span>
      ))}
      <span className="written-value">{exactDecimal(value)}</span>
    </div>
  );
}

function sign({ value }: DigitRow): string {
  return value < 0 ? '−' : '';
}
