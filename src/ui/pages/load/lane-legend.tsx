import { memo } from 'react';
import styles from './load.module.css';

/** Each mark of the lanes in words. */
const MARKS = {
  waiting: 'waits',
  prefill: 'prefill',
  'decode-probe': 'decode: probe',
  'decode-clean': 'clean',
  'decode-noise': 'noise',
  'held-back': 'held back',
  preempted: 'preempted',
  swapped: 'swapped',
  refused: 'refused',
} as const;

export type LaneMark = keyof typeof MARKS;

const ALL = Object.keys(MARKS) as readonly LaneMark[];

/** What the lanes' shapes mean: all of them, or those that a picture has. */
export const LaneLegend = memo(function LaneLegend({
  marks = ALL,
}: {
  readonly marks?: readonly LaneMark[];
}) {
  return (
    <ul className={styles.legend} aria-label="Legend of the lanes">
      {marks.map((mark) => (
        <li key={mark} data-mark={mark}>
          {MARKS[mark]}
        </li>
      ))}
    </ul>
  );
});
