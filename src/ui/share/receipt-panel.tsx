import verdict from '../compare/verdict.module.css';
import { Term } from '../glossary/term.tsx';
import type { LabState } from '../store/lab-state.ts';
import { useLab } from '../store/lab-store.ts';
import { type ReceiptLine, receiptLines } from '../store/receipt.ts';
import tables from '../styles/tables.module.css';
import styles from './share.module.css';

const DIGITS = 12;

/** Whether this device found the bits that the sender of the link found. Nothing where no fingerprints came along. */
export function ReceiptPanel() {
  const expected = useLab((state) => state.expected);
  const record = useLab(ownRecord);
  const left = useLab(
    ({ chosen, expected }) => expected !== null && chosen.experiment !== expected.experiment,
  );
  const opened = useLab(({ chosen }) => chosen.id === 'link');
  if (!expected || !opened) return null;
  const count = Object.keys(expected.fingerprints).length;
  if (!record) {
    return (
      <section className={styles.receipt} aria-label="Receipt">
        <p>
          This link carries {count === 1 ? 'a' : count}{' '}
          <Term id="fingerprint">{count === 1 ? 'fingerprint' : 'fingerprints'}</Term> from{' '}
          <strong>{expected.adapter}</strong>.{' '}
          {left
            ? 'They belong to the experiment as it was sent.'
            : 'Run it to see whether these are the same bits.'}
        </p>
      </section>
    );
  }
  return <Receipt adapter={expected.adapter} lines={receiptLines(expected, record)} />;
}

/** The record of the experiment that came with the link, computed in this page. */
function ownRecord({ expected, view }: LabState) {
  return view.source === 'live' && expected?.experiment === view.experiment ? view.record : null;
}

function Receipt({ adapter, lines }: { readonly adapter: string; readonly lines: readonly ReceiptLine[] }) {
  const same = lines.filter(({ answer }) => answer === 'same').length;
  const all = same === lines.length;
  return (
    <section className={styles.receipt} aria-label="Receipt">
      <h2 className={verdict.answer} data-tone={all ? 'same' : 'fork'}>
        <span className={verdict.mark} aria-hidden="true">
          {all ? '=' : '≠'}
        </span>{' '}
        {all ? 'Same bits as the sender’s adapter' : 'Other bits than the sender’s adapter'}
      </h2>
      <p>
        {same} of {lines.length} fingerprints agree with those from <strong>{adapter}</strong>.
        {!all && ' Batch invariance is promised on one adapter and driver, never across two.'}
      </p>
      <details>
        <summary>Fingerprints</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard. */}
        <section className={tables.scroll} tabIndex={0} aria-label="Table of fingerprints">
          <table>
            <thead>
              <tr>
                <th scope="col">arm/request</th>
                <th scope="col">sender</th>
                <th scope="col">here</th>
                <th scope="col">answer</th>
              </tr>
            </thead>
            <tbody>
              {lines.map(({ stream, expected, found, answer }) => (
                <tr key={stream}>
                  <th scope="row">{stream}</th>
                  <td>
                    <code>{expected.slice(0, DIGITS)}…</code>
                  </td>
                  <td>{found === null ? '–' : <code>{found.slice(0, DIGITS)}…</code>}</td>
                  <td>{answer === 'same' ? 'same bits' : answer}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </section>
  );
}
