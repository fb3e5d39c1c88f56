import type { Distribution } from '../../../census/census-types.ts';
import { logScale } from '../../../charts/axis.ts';
import styles from './census.module.css';
import { microsecondsText } from './census-words.ts';

const [WIDTH, HEIGHT] = [420, 30];

interface LatencyStripProps {
  readonly name: string;
  readonly distribution: Distribution;
  /** Microseconds that the axis goes from and to. */
  readonly span: readonly [number, number];
}

/** Least to p95 as a line, the middle half as a box, the median as a bar; a logarithmic axis. */
export function LatencyStrip({ name, distribution, span }: LatencyStripProps) {
  const { least, p25, median, p75, p95 } = distribution;
  const scale = logScale([...span], [6, WIDTH - 6]);
  const x = (us: number) => scale(Math.min(span[1], Math.max(span[0], us)));
  const middle = HEIGHT / 2;
  return (
    <svg
      className={styles.latency}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${name}: median ${microsecondsText(median)}, half of them from ${microsecondsText(p25)} to ${microsecondsText(p75)}, least ${microsecondsText(least)}, 95 % below ${microsecondsText(p95)}`}
    >
      {tensIn(span).map((us) => (
        <path key={us} className={styles.stripTick} d={`M${x(us)} 0V${HEIGHT}`} />
      ))}
      <path className={styles.latencyLine} d={`M${x(least)} ${middle}H${x(p95)}`} />
      <path className={styles.latencyLine} d={`M${x(least)} ${middle - 5}v10M${x(p95)} ${middle - 5}v10`} />
      <rect
        className={styles.latencyBox}
        x={x(p25)}
        y={middle - 8}
        width={Math.max(2, x(p75) - x(p25))}
        height="16"
      />
      <path className={styles.latencyMedian} d={`M${x(median)} ${middle - 11}v22`} />
    </svg>
  );
}

/** Powers of ten within, for the lines behind. */
export function tensIn([from, to]: readonly [number, number]): number[] {
  const first = Math.ceil(Math.log10(from));
  return Array.from(
    { length: Math.max(0, Math.floor(Math.log10(to)) - first + 1) },
    (_, i) => 10 ** (first + i),
  );
}

/** What holds all of them, widened to whole powers of ten. */
export function spanOf(distributions: readonly Distribution[]): readonly [number, number] {
  const least = Math.min(...distributions.map((each) => each.least));
  const most = Math.max(...distributions.map(({ p95 }) => p95));
  // A clock may be too coarse to tell any.
  const from = 10 ** Math.floor(Math.log10(Math.max(least, 0.01)));
  return [from, 10 ** Math.ceil(Math.log10(Math.max(most, from * 10)))];
}
