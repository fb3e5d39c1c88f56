import knob from '../kernel-parts/knob.module.css';
import { firstReached, type LoadStep, rowsOfOthers } from './load-case.ts';
import styles from './neighbours.module.css';

/** Rows of each step, yours under the neighbour's; a step's height is the square root of its rows. */
export function LoadStrip({ steps }: { readonly steps: readonly LoadStep[] }) {
  const most = Math.max(...steps.map(({ probe, neighbour }) => probe + neighbour));
  const reached = firstReached(steps);
  const numbered = steps.map((step, index) => ({ ...step, index }));
  const share = (from: number, to: number) => `${100 * (Math.sqrt(to / most) - Math.sqrt(from / most))}%`;
  return (
    <>
      <p className={knob.kernelWords} role="status">
        {reached === null
          ? 'The neighbour meets none of your steps: nothing of yours is in its reach.'
          : `Under variant kernels it can reach token ${reached} and all after it; ${reached === 0 ? 'none is' : `the first ${reached} are`} safe.`}{' '}
        {waitWords(steps)}
      </p>
      <div className={styles.loadStrip} role="img" aria-label={stripWords(steps)}>
        {numbered.map(({ index, probe, neighbour }) => (
          <span key={index}>
            {neighbour > 0 && (
              <i className={styles.loadNeighbour} style={{ height: share(probe, probe + neighbour) }} />
            )}
            {probe > 0 ? (
              <i className={styles.loadProbe} style={{ height: share(0, probe) }} />
            ) : (
              <i className={styles.loadNone} />
            )}
          </span>
        ))}
      </div>
      <div className={styles.loadAxis} aria-hidden="true">
        {numbered.map(({ index, token }) => (
          <span
            key={index}
            className={reached !== null && token !== null && token >= reached ? styles.reached : undefined}
          >
            {token ?? '·'}
          </span>
        ))}
      </div>
      <p className={styles.loadKey}>
        <span>full: your rows</span>
        <span>striped: the neighbour’s</span>
        <span>dotted: you wait</span>
        <span>highest: M = {most}</span>
      </p>
    </>
  );
}

function waitWords(steps: readonly LoadStep[]): string {
  const waiting = steps.filter(({ token }) => token === null).length;
  const others = rowsOfOthers(steps);
  const steppedBy =
    waiting === 0 ? '' : ` and ${waiting} ${waiting === 1 ? 'step gives' : 'steps give'} you no token`;
  return `Until your answer is complete, ${others} rows are computed for the neighbour${steppedBy}.`;
}

function stripWords(steps: readonly LoadStep[]): string {
  return `Rows by step, yours and the neighbour's: ${steps.map(({ probe, neighbour }) => `${probe}+${neighbour}`).join(', ')}`;
}
