import { visible } from '../../../experiment/visible.ts';
import { lostLine, postureLines } from '../../../report/postures.ts';
import type { Posture } from '../../../results/posture.ts';
import { useLab } from '../../state/lab-store.ts';
import styles from './guarantees.module.css';

/** What is guaranteed of each arm and what was only observed, in the words of every artefact. */
export function Guarantees({ postures }: { readonly postures: readonly Posture[] }) {
  return <GuaranteeLines lines={postureLines(postures)} />;
}

export function GuaranteeLines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <ul className={styles.guarantees}>
      {lines.map((line) => (
        <li key={line}>{visible(line)}</li>
      ))}
    </ul>
  );
}

/** Guarantees that did not hold: said before anything else is. */
export function LostGuarantees({ lost }: { readonly lost: readonly string[] }) {
  if (lost.length === 0) return null;
  return (
    <div className={styles.lost} role="alert">
      {lost.map((words) => (
        <p key={words}>
          <span aria-hidden="true">≠</span> {lostLine(words)}
        </p>
      ))}
    </div>
  );
}

/** Those of the run on screen. */
export function LostHere() {
  const lost = useLab(({ view }) => view.record?.lost ?? NONE);
  return <LostGuarantees lost={lost} />;
}

const NONE: readonly string[] = [];
