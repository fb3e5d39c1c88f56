import type { Accuracy } from '../../../census/census-types.ts';
import { logScale } from '../../../charts/axis.ts';
import styles from './census.module.css';
import { accuracyWords } from './census-words.ts';

const [WIDTH, HEIGHT] = [220, 26];
const [LEAST, MOST] = [0.25, 2e7];
/** In ulp; within the first a result is the nearest float. */
const TICKS = [0.5, 10, 1000, 1e5, 1e7];

const x = logScale([LEAST, MOST], [1, WIDTH - 5]);

/** How often a function is the nearest float (bar), and how far it is off at most (dot, on a logarithmic axis of ulp). */
export function AccuracyStrip({ accuracy }: { readonly accuracy: Accuracy }) {
  const { nearest, cases, largestUlp } = accuracy;
  const share = (nearest / cases) * WIDTH;
  return (
    <svg
      className={styles.strip}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${accuracy.asked}: ${accuracyWords(accuracy)}`}
    >
      <rect className={styles.stripRest} x="0.5" y="0.5" width={WIDTH - 1} height="8" />
      <rect className={styles.stripNearest} x="0" y="0" width={share} height="9" />
      {TICKS.map((ulp) => (
        <path key={ulp} className={styles.stripTick} d={`M${x(ulp)} 13V${HEIGHT - 1}`} />
      ))}
      <path className={styles.stripAxis} d={`M0 ${HEIGHT - 7}H${WIDTH}`} />
      {largestUlp !== null && (
        <circle
          className={nearest === cases ? styles.stripRight : styles.stripOff}
          cx={x(Math.min(MOST, Math.max(LEAST, largestUlp)))}
          cy={HEIGHT - 7}
          r="4"
        />
      )}
    </svg>
  );
}
