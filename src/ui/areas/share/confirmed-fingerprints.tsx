import { shortFingerprint } from '../../../experiment/fingerprint-text.ts';
import { confirmedWords } from '../../../report/receipt.ts';
import { confirmationsOf } from '../../../results/portable/confirmations.ts';
import { Name } from '../../kit/name.tsx';
import styles from '../run/guarantees.module.css';

const DIGITS = 16;

interface ConfirmedFingerprintsProps {
  readonly streams: readonly { readonly stream: string; readonly fingerprint: string }[];
}

/** Fingerprints of portable arithmetic, each with the implementations that have confirmed it. */
export function ConfirmedFingerprints({ streams }: ConfirmedFingerprintsProps) {
  return (
    <ul className={styles.guarantees} data-part="confirmed">
      {streams.map(({ stream, fingerprint }) => (
        <li key={stream}>
          <Name of={stream} /> <code>{shortFingerprint(fingerprint, DIGITS)}…</code> confirmed by{' '}
          {confirmedWords(confirmationsOf(fingerprint))}
        </li>
      ))}
    </ul>
  );
}
