import { shortFingerprint } from '../../../../../experiment/fingerprint-text.ts';
import type { DiffRecord, RunRecord } from '../../../../../results/record.ts';
import { grouped, quoted } from '../../../../../results/text.ts';
import tables from '../../../../kit/styles/tables.module.css';
import knob from '../kernel-parts/knob.module.css';
import styles from './neighbours.module.css';

/** Each compared pair of a run in a sentence: equal bits and the fingerprint, or where they part. */
export function PairResults({ record }: { readonly record: RunRecord }) {
  return (
    <ul className={styles.pairResults}>
      {record.diffs.map((diff) => (
        <li
          key={`${diff.a} ${diff.b}`}
          className={
            diff.identical ? `${styles.pairResult} ${styles.same}` : `${styles.pairResult} ${styles.differs}`
          }
        >
          <p>
            <b>{diff.a}</b> against <b>{diff.b}</b>
          </p>
          <p className={diff.identical ? knob.kernelSame : knob.kernelDiffers}>
            {diff.identical ? '= ' : '≠ '}
            {pairWords(diff)}
          </p>
          {diff.identical && <p className={tables.note}>fingerprint {fingerprintOf(diff, record)}…</p>}
        </li>
      ))}
    </ul>
  );
}

function pairWords({
  identical,
  comparedLogits,
  differingLogits,
  firstDifference,
  fork,
  forkTokens,
  comparedPositions,
}: DiffRecord): string {
  if (identical)
    return `the same ${comparedPositions} tokens, and all ${grouped(comparedLogits)} logits bit for bit`;
  const bits = `${grouped(differingLogits)} of ${grouped(comparedLogits)} logits differ, from token ${firstDifference} on`;
  if (fork === null) return `${bits}; the tokens are the same`;
  const text = (side: 'a' | 'b') => (forkTokens?.[side] ? quoted(forkTokens[side].text) : 'the end');
  return `${bits}; fork at token ${fork}: ${text('a')} or ${text('b')}`;
}

function fingerprintOf({ a, probe }: DiffRecord, { arms }: RunRecord): string {
  const request = arms.find(({ name }) => name === a)?.requests.find(({ id }) => id === probe);
  return request ? shortFingerprint(request.fingerprint, 16) : '';
}
