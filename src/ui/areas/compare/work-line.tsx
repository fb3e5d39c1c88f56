import type { ReactNode } from 'react';
import charts from '../../kit/styles/charts.module.css';
import { cancelCompareWork, useCompareWork } from './reports.ts';

interface WorkLineProps {
  /** Of the work that this line starts. */
  readonly workKey: string;
  readonly doing: string;
  /** What is here while that work does not run. */
  readonly children: ReactNode;
}

/** A button for long work; its progress and a way out while it runs; why it failed. */
export function WorkLine({ workKey, doing, children }: WorkLineProps) {
  const work = useCompareWork(workKey);
  if (work?.state === 'under way' || work?.state === 'waiting') {
    const { done, total } = work.state === 'waiting' ? { done: 0, total: 0 } : work;
    return (
      <div className={charts.workLine} data-part="work-line">
        <progress aria-label={doing} value={done} max={Math.max(1, total)} />
        <span>
          {doing}:{' '}
          {work.state === 'waiting' ? 'after the work under way' : `${done} of ${total || '…'} tokens`}
        </span>
        <button type="button" onClick={() => cancelCompareWork(workKey)}>
          Stop
        </button>
      </div>
    );
  }
  return (
    <div className={charts.workLine} data-part="work-line">
      {children}
      {work && (
        <p className={charts.workFailed} role="alert">
          {work.fault.message}
        </p>
      )}
    </div>
  );
}
