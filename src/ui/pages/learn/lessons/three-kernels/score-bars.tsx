import type { OnlineStep } from './online-softmax.ts';
import styles from './three-kernels.module.css';

interface ScoreBarsProps {
  readonly steps: readonly OnlineStep[];
  /** Steps taken. */
  readonly taken: number;
}

const [WIDTH, HEIGHT, LEAST] = [10, 100, 6];

/** The keys' scores as bars: those taken in filled, the latest block full, with a line at the highest so far. */
export function ScoreBars({ steps, taken }: ScoreBarsProps) {
  const scores = steps.flatMap((step) => step.scores);
  const keys = scores.map((score, key) => ({ key, score }));
  const [low, high] = [Math.min(...scores), Math.max(...scores)];
  const heightOf = (score: number) => LEAST + ((score - low) / (high - low)) * (HEIGHT - LEAST);
  const latest = steps[taken - 1];
  const classOf = (key: number) =>
    !latest || key >= latest.end ? '' : key >= latest.start ? styles.current : styles.taken;
  const line = latest && HEIGHT - heightOf(latest.running.highest);
  return (
    <svg
      className={styles.scoreBars}
      viewBox={`0 -2 ${scores.length * WIDTH} ${HEIGHT + 4}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Scores of ${scores.length} keys from ${low.toFixed(2)} to ${high.toFixed(2)}; ${latest?.end ?? 0} taken in`}
    >
      {keys.map(({ key, score }) => (
        <rect
          key={key}
          className={`${styles.scoreBar} ${classOf(key)}`}
          x={key * WIDTH + 1}
          y={HEIGHT - heightOf(score)}
          width={WIDTH - 2}
          height={heightOf(score)}
        />
      ))}
      {latest && <path className={styles.scoreHighest} d={`M0 ${line}H${latest.end * WIDTH}`} />}
    </svg>
  );
}
