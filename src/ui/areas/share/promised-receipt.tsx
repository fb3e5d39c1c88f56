import { placeWords } from '../../../report/engine.ts';
import { PROMISE_TITLES, promiseReasons } from '../../../report/receipt.ts';
import {
  judgeReceipt,
  type PromiseOutcome,
  promiseOutcome,
} from '../../../results/portable/judge-promise.ts';
import type { RunRecord } from '../../../results/record.ts';
import { Name } from '../../kit/name.tsx';
import type { Expected } from '../../state/lab-state.ts';
import verdict from '../compare/verdict.module.css';
import { ConfirmedFingerprints } from './confirmed-fingerprints.tsx';

const LOOKS: Readonly<Record<PromiseOutcome, { readonly tone: string; readonly mark: string }>> = {
  kept: { tone: 'same', mark: '=' },
  excused: { tone: 'bits', mark: '≠' },
  fault: { tone: 'fork', mark: '≠' },
  open: { tone: 'bits', mark: '?' },
};

interface PromisedReceiptProps {
  readonly expected: Expected;
  readonly record: RunRecord;
}

/** Whether the fingerprints that portable arithmetic promises to every device came out here; if not, the named reason, or that it is a fault. */
export function PromisedReceipt({ expected, record }: PromisedReceiptProps) {
  const { promised } = judgeReceipt(expected, expected.experiment, record);
  const outcome = promiseOutcome(promised);
  const same = promised.filter(({ answer }) => answer === 'same').length;
  return (
    <>
      <h2 className={verdict.answer} data-tone={LOOKS[outcome].tone}>
        <span className={verdict.mark} aria-hidden="true">
          {LOOKS[outcome].mark}
        </span>{' '}
        {PROMISE_TITLES[outcome]}
      </h2>
      <p>
        {same} of {promised.length} fingerprints agree with the link’s. They are of portable arithmetic,
        computed here on{' '}
        <strong>
          <Name of={placeWords(record.engine, record.adapter)} />
        </strong>
        .
      </p>
      {promiseReasons(promised).map((reason) => (
        <p key={reason} role={outcome === 'fault' ? 'alert' : undefined}>
          {reason}
        </p>
      ))}
      <ConfirmedFingerprints
        streams={promised.map(({ stream, expected: fingerprint }) => ({ stream, fingerprint }))}
      />
    </>
  );
}
