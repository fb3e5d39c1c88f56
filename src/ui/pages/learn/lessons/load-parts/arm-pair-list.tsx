import type { LoadRecord } from '../../../../../results/load/load-record.ts';
import { quoted } from '../../../../../results/text.ts';
import knob from '../kernel-parts/knob.module.css';
import styles from '../neighbours/neighbours.module.css';
import { armPair } from './arm-pairs.ts';

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
                ? `: ${shown(pair.a.text)}`
                : ` and other words: ${shown(pair.a.text)} or ${shown(pair.b.text)}`}
            </p>
          </li>
        );
      })}
    </ul>
  );
}

const MOST = 32;

function shown(text: string): string {
  return quoted(text.length > MOST ? `${text.slice(0, MOST)}…` : text);
}
