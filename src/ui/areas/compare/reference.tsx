import { type PositionNames, positionKeyOf } from '../../../results/compare-reports.ts';
import type { PositionReport } from '../../../results/position-report.ts';
import type { ReferenceReport } from '../../../results/reference-report.ts';
import { measured, quoted } from '../../../results/text.ts';
import tables from '../../kit/styles/tables.module.css';
import { useLab } from '../../state/lab-store.ts';
import { computeReference, isLive } from './reports.ts';
import { WorkLine } from './work-line.tsx';

interface ReferenceProps {
  readonly names: PositionNames;
  readonly reference: ReferenceReport | undefined;
  readonly report: PositionReport;
}

/** The third column: what the logits are without rounding, and which arm is closer to that. */
export function Reference({ names, reference, report }: ReferenceProps) {
  const live = useLab(({ view }) => isLive(view));
  if (reference)
    return (
      <p className={tables.note} data-part="reference">
        {referenceWords(reference, report)}
      </p>
    );
  return (
    <WorkLine workKey={positionKeyOf(names)} doing="Computing in f64">
      <button type="button" disabled={!live} onClick={() => void computeReference(names)}>
        Compute in f64
      </button>
      <small>
        {live
          ? 'The same context in f64, on the CPU and without rounding: which arm is closer to it?'
          : 'Needs the model: run it live first.'}
      </small>
    </WorkLine>
  );
}

function referenceWords({ a, b, argmax, closer }: ReferenceReport, { top }: PositionReport): string {
  const best = top.find(({ token }) => token === argmax);
  const choice = best ? quoted(best.text) : `token ${argmax}`;
  const errors = `Against f64, A is off by ${measured(a.rms)} (root mean square; at most ${measured(a.maxAbsolute)}) and B by ${measured(b.rms)} (at most ${measured(b.maxAbsolute)})`;
  const verdict = closer === 'equal' ? 'neither is closer' : `${closer.toUpperCase()} is closer here`;
  return `${errors}: ${verdict}. f64 would choose ${choice}. Invariant does not mean more accurate: it means the same error every time.`;
}
