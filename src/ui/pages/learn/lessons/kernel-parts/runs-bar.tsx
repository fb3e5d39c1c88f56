import type { Range } from '../../../../../numerics/plan.ts';
import styles from './runs-bar.module.css';

interface RunsBarProps {
  /** What is cut, at the start of the line: `variant`. */
  readonly name: string;
  readonly runs: readonly Range[];
  /** What is counted: `k`, `keys`. */
  readonly unit: string;
  /** Length that the whole width stands for; longer than the runs where bars are compared. */
  readonly whole?: number;
  /** Said of the bar besides its runs. */
  readonly note?: string;
}

/** Consecutive runs of terms or keys, each a piece as wide as its share; the widest say their length. */
export function RunsBar({ name, runs, unit, whole = runs.at(-1)?.end ?? 0, note }: RunsBarProps) {
  const total = runs.at(-1)?.end ?? 0;
  return (
    <div className={styles.runsBar} data-part="runs-bar">
      <span className={styles.runsName}>{name}</span>
      <span className={styles.runsCount}>
        {runs.length} × {lengthsOf(runs)} {unit}
        {note && `, ${note}`}
      </span>
      <div className={styles.runs} role="img" aria-label={runsWords(name, runs, unit)}>
        {runs.map(({ start, end }) => (
          <span key={start} className={styles.run} style={{ flexGrow: end - start }}>
            {(end - start) / whole > 0.07 ? end - start : ''}
          </span>
        ))}
        {whole > total && <span className={styles.runRest} style={{ flexGrow: whole - total }} />}
      </div>
    </div>
  );
}

/** `64`, or the shortest and the longest: `32 to 36`; in index order of a plan the last may be shorter. */
function lengthsOf(runs: readonly Range[]): string {
  const lengths = [...new Set(runs.map(({ start, end }) => end - start))].toSorted((a, b) => b - a);
  return lengths.length <= 2 ? lengths.join(' or ') : `${lengths.at(-1)} to ${lengths[0]}`;
}

export function runsWords(name: string, runs: readonly Range[], unit: string): string {
  const last = runs.at(-1)?.end ?? 0;
  return `${name}: ${last} ${unit} in ${runs.length} ${runs.length === 1 ? 'run' : 'runs'} of ${lengthsOf(runs)}`;
}
