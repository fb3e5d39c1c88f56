import type { LoadRecord } from '../../../../../results/load/load-record.ts';
import knob from '../kernel-parts/knob.module.css';
import styles from '../neighbours/neighbours.module.css';
import { armPair, excerpt } from './arm-pairs.ts';

export interface ComparedArms {
  readonly a: string;
  readonly b: string;
  /** What is not the same in the two. */
  readonly changed: string;
}

interface ArmPairListProps {
  readonly record: LoadRecord;
  readonly request: string;
  readonly pairs: readonly ComparedArms[];
}

/** A request in pairs of arms: what was changed, and whether its bits and words did. */
export function ArmPairList({ record, request, pairs }: ArmPairListProps) {
  return (
    <ul className={styles.pairResults}>
      {pairs.map(({ a, b, changed }) => {
        const pair = armPair(record, a, b, request);
        return (
          <li
            key={`${a} ${b}`}
            className={`${styles.pairResult} ${pair.sameBits ? styles.same : styles.differs}`}
          >
            <p>
              <b>{a}</b> against <b>{b}</b>: {changed}
            </p>
            <p className={pair.sameBits ? knob.kernelSame : knob.kernelDiffers}>
              {pair.sameBits ? '= the same bits' : '≠ other bits'}
              {pair.sameText
                ? `: ${excerpt(pair.a.text, 0)}`
                : ` and other words: ${excerpt(pair.a.text, pair.parts)} or ${excerpt(pair.b.text, pair.parts)}`}
            </p>
          </li>
        );
      })}
    </ul>
  );
}
