import type { RunRecord } from '../../../results/record.ts';
import setup from '../../kit/styles/setup.module.css';
import type { RunStatus } from '../../state/lab-state.ts';
import { statusAmount, statusText } from './status-words.ts';

interface ProgressProps {
  readonly status: RunStatus;
  readonly record: RunRecord | null;
}

/** Where a run stands: how far in a bar, and in words. */
export function Progress({ status, record }: ProgressProps) {
  const amount = statusAmount(status);
  const words = statusText(status, record);
  return (
    // `data-state` is for `bench/page-measure.ts`, which must not search the page while it measures.
    <div className={setup.progress} data-part="progress" data-state={status.state}>
      {amount === undefined ? (
        <div className={setup.progressRest} />
      ) : (
        <progress aria-label="Progress" {...(amount === null ? {} : { value: amount })} />
      )}
      <p title={words}>{words}</p>
    </div>
  );
}
