import { Fragment } from 'react';
import { shortFingerprint } from '../../../experiment/fingerprint-text.ts';
import { confirmedWords } from '../../../report/receipt.ts';
import { confirmationsOf } from '../../../results/portable/confirmations.ts';
import { Name } from '../../kit/name.tsx';
import styles from '../run/guarantees.module.css';

const DIGITS = 16;

interface ConfirmedFingerprintsProps {
  readonly streams: readonly { readonly stream: string; readonly fingerprint: string }[];
}

/** Fingerprints of portable arithmetic, each once, with the requests that have it and the implementations that have confirmed it. */
export function ConfirmedFingerprints({ streams }: ConfirmedFingerprintsProps) {
  return (
    <ul className={styles.guarantees} data-part="confirmed">
      {[...streamsOf(streams)].map(([fingerprint, names]) => (
        <li key={fingerprint}>
          {names.map((stream, i) => (
            <Fragment key={stream}>
              {i > 0 && ', '}
              <Name of={stream} />
            </Fragment>
          ))}{' '}
          <code>{shortFingerprint(fingerprint, DIGITS)}…</code> confirmed by{' '}
          {confirmedWords(confirmationsOf(fingerprint))}
        </li>
      ))}
    </ul>
  );
}

/** Alone and in company they are one, so that a line each would say the same again and again. */
function streamsOf(streams: ConfirmedFingerprintsProps['streams']): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const { stream, fingerprint } of streams)
    names.set(fingerprint, [...(names.get(fingerprint) ?? []), stream]);
  return names;
}
