import { exactDecimal } from '../../../../../numerics/exact-decimal.ts';
import { roundTo } from '../../../../../numerics/rounding.ts';
import type { SmallFormat } from './lost-bits.ts';
import styles from './order-matters.module.css';
import { Written } from './written.tsx';

/** Two additions, one after the other. */
interface TwoAdditions {
  readonly first: readonly [number, number];
  readonly second: readonly [number, number];
  readonly end: number;
}

/** Three numbers added from the left and from the right. */
export interface BothWays {
  readonly left: TwoAdditions;
  readonly right: TwoAdditions;
}

/** Null where one of the three is missing, or a sum is beyond the largest f64. */
export function bothWays(dtype: SmallFormat, three: readonly (number | null)[]): BothWays | null {
  const round = roundTo(dtype);
  const numbers = three.filter((number) => number !== null);
  const [a, b, c] = numbers.map(round);
  if (numbers.length < 3 || !Number.isFinite(a + b + c)) return null;
  const [ab, bc] = [round(a + b), round(b + c)];
  return {
    left: { first: [a, b], second: [ab, c], end: round(ab + c) },
    right: { first: [b, c], second: [a, bc], end: round(a + bc) },
  };
}

interface TwoWaysProps {
  readonly dtype: SmallFormat;
  readonly sums: BothWays;
}

/** Both ways written out in binary, and whether they end alike. */
export function TwoWays({ dtype, sums: { left, right } }: TwoWaysProps) {
  const differ = left.end !== right.end;
  return (
    <>
      <div className={styles.twoWays}>
        <Way dtype={dtype} title="(a + b) + c" way={left} />
        <Way dtype={dtype} title="a + (b + c)" way={right} />
      </div>
      <p className={differ ? `${styles.waysVerdict} ${styles.differ}` : styles.waysVerdict} role="status">
        {verdictWords(left.end, right.end)}
      </p>
    </>
  );
}

interface WayProps {
  readonly dtype: SmallFormat;
  readonly title: string;
  readonly way: TwoAdditions;
}

function Way({ dtype, title, way: { first, second, end } }: WayProps) {
  return (
    <section aria-label={title}>
      <h4>{title}</h4>
      <Written dtype={dtype} terms={first} />
      <Written dtype={dtype} terms={second} />
      <p className={styles.wayEnd}>
        = <b>{exactDecimal(end)}</b>
      </p>
    </section>
  );
}

function verdictWords(left: number, right: number): string {
  if (left === right) return 'Both ways agree.';
  return `≠ The two ways differ by ${exactDecimal(Math.abs(left - right))}.`;
}
