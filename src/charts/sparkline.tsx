import styles from './sparkline.module.css';

interface SparklineProps {
  readonly values: readonly number[];
  /** Top of the picture, so that several may share one scale. */
  readonly most: number;
  /** A is drawn solid and B dashed. */
  readonly side: 'a' | 'b';
}

const [WIDTH, HEIGHT] = [72, 16];

/** A small series without axes; the number beside it says what it comes to. */
export function Sparkline({ values, most, side }: SparklineProps) {
  const step = WIDTH / Math.max(1, values.length - 1);
  const points = values.map(
    (value, at) => `${(at * step).toFixed(1)},${(HEIGHT - (value / most) * HEIGHT).toFixed(1)}`,
  );
  return (
    <svg
      className={styles.sparkline}
      data-side={side}
      viewBox={`0 -1 ${WIDTH} ${HEIGHT + 2}`}
      aria-hidden="true"
    >
      <polyline points={points.join(' ')} fill="none" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
