import { shortFingerprint } from '../../../experiment/fingerprint-text.ts';
import { lostLine } from '../../../report/postures.ts';
import { promisedStreams } from '../../../results/portable/promised.ts';
import { changedRules, type ReceiptLine, receiptLines } from '../../../results/receipt.ts';
import type { RunRecord } from '../../../results/record.ts';
import { Term } from '../../kit/glossary/term.tsx';
import { late } from '../../kit/late.tsx';
import { Name } from '../../kit/name.tsx';
import { ShowMore } from '../../kit/show-more.tsx';
import tables from '../../kit/styles/tables.module.css';
import { useFold } from '../../kit/use-fold.ts';
import { type Expected, isOwn, type LabState } from '../../state/lab-state.ts';
import { useLab } from '../../state/lab-store.ts';
import verdict from '../compare/verdict.module.css';
import { GuaranteeLines, Guarantees, LostGuarantees } from '../run/guarantees.tsx';
import styles from './share.module.css';

const DIGITS = 12;
/** A sender may have sent thousands. */
const MOST_ROWS = 48;
const LOST = lostLine('');
const PromisedReceipt = late(async () => (await import('./promised-receipt.tsx')).PromisedReceipt);

/** Whether this device found the bits that the sender of the link found. Nothing where no fingerprints came along. */
export function ReceiptPanel() {
  const expected = useLab((state) => state.expected);
  const record = useLab(ownRecord);
  const left = useLab(
    ({ chosen, expected }) => expected !== null && chosen.experiment !== expected.experiment,
  );
  const opened = useLab(({ chosen }) => chosen.id === 'link');
  const count = Object.keys(expected?.fingerprints ?? {}).length;
  if (!expected || !opened || count === 0) return null;
  if (!record) {
    return (
      <section className={styles.receipt} aria-label="Receipt">
        <p>
          This link carries {count === 1 ? 'a' : count}{' '}
          <Term id="fingerprint">{count === 1 ? 'fingerprint' : 'fingerprints'}</Term> <From of={expected} />.{' '}
          {left
            ? 'They belong to the experiment as it was sent.'
            : 'Run it to see whether these are the same bits.'}
        </p>
        <SenderPosture lines={expected.posture} />
      </section>
    );
  }
  return (
    <Receipt
      expected={expected}
      record={record}
      lines={receiptLines(expected, record)}
      changed={changedRules(expected, record)}
    />
  );
}

/** Whose fingerprints a link carries: those of portable arithmetic are nobody's in particular. */
function From({ of: { adapter } }: { readonly of: Expected }) {
  if (adapter === undefined) return 'of portable arithmetic, the same on every device';
  return (
    <>
      from{' '}
      <strong>
        <Name of={adapter} />
      </strong>
    </>
  );
}

/** The record of the experiment that came with the link, computed in this page. */
function ownRecord({ expected, view }: LabState) {
  return isOwn(view) && expected?.experiment === view.experiment ? view.record : null;
}

/** In the sender's words: nothing here has tested them. */
function SenderPosture({ lines }: { readonly lines: readonly string[] | undefined }) {
  if (!lines || lines.length === 0) return null;
  return (
    <details open={lines.some((line) => line.startsWith(LOST))}>
      <summary>Guarantees there, as the sender’s page said</summary>
      <GuaranteeLines lines={lines} />
    </details>
  );
}

const SAME = { tone: 'same', mark: '=', title: 'Same bits as the sender’s adapter' } as const;
const OTHER = { tone: 'fork', mark: '≠', title: 'Other bits than the sender’s adapter' } as const;
/** What ran agrees, or nothing did: of the rest nothing is known. */
const PART = { tone: 'bits', mark: '?', title: 'Not all that the sender ran was run here' } as const;

interface ReceiptProps {
  readonly expected: Expected;
  readonly record: RunRecord;
  readonly lines: readonly ReceiptLine[];
  /** Plan rules of the sender that are not those of this page. */
  readonly changed: readonly string[];
}

function Receipt({ expected, record, lines, changed }: ReceiptProps) {
  const promised = promisedStreams(expected.experiment);
  const others = lines.filter(({ stream }) => !promised.has(stream));
  return (
    <section className={styles.receipt} aria-label="Receipt">
      <LostGuarantees lost={record.lost} />
      {others.length < lines.length && <PromisedReceipt expected={expected} record={record} />}
      {others.length > 0 && <SenderReceipt expected={expected} lines={others} changed={changed} />}
      <details>
        <summary>Guarantees here</summary>
        <Guarantees postures={record.postures} />
      </details>
      <SenderPosture lines={expected.posture} />
      <details>
        <summary>Fingerprints</summary>
        <Fingerprints lines={lines} />
      </details>
    </section>
  );
}

/** Fingerprints of the adapter's own arithmetic, which are a claim about the sender's. */
function SenderReceipt({ expected, lines, changed }: Omit<ReceiptProps, 'record'>) {
  const same = lines.filter(({ answer }) => answer === 'same').length;
  const all = same === lines.length;
  const { tone, mark, title } = all
    ? SAME
    : lines.some(({ answer }) => answer === 'different')
      ? OTHER
      : PART;
  return (
    <>
      <h2 className={verdict.answer} data-tone={tone}>
        <span className={verdict.mark} aria-hidden="true">
          {mark}
        </span>{' '}
        {title}
      </h2>
      <p>
        {same} of {lines.length} fingerprints agree with those <From of={expected} />.
        {title === OTHER.title &&
          ' Batch invariance is promised on one adapter and driver, never across two.'}
        {lines.some(({ answer }) => answer === 'other version') &&
          ' The others are of another version than this run made: run it again to compare them.'}
        {changed.length > 0 &&
          ` The sender’s plans were ${changed.join(', ')}, which this run did not use: another version adds in another order.`}
      </p>
    </>
  );
}

function Fingerprints({ lines }: Pick<ReceiptProps, 'lines'>) {
  const fold = useFold(lines, MOST_ROWS);
  return (
    <>
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
            {fold.shown.map(({ stream, expected, found, answer }) => (
              <tr key={stream}>
                <th scope="row">
                  <Name of={stream} />
                </th>
                <td>
                  <code>{shortFingerprint(expected, DIGITS)}…</code>
                </td>
                <td>{found === null ? '–' : <code>{shortFingerprint(found, DIGITS)}…</code>}</td>
                <td>{answer === 'same' ? 'same bits' : answer}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <ShowMore fold={fold} what="fingerprints" />
    </>
  );
}
