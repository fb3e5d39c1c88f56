import type { ReactNode } from 'react';
import charts from '../styles/charts.module.css';
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
  const current = useCompareWork((work) => (work.current?.key === workKey ? work.current : null));
  const failed = useCompareWork((work) => (work.failed?.key === workKey ? work.failed.fault : null));
  if (current) {
    return (
      <div className={charts.workLine} data-part="work-line">
        <progress aria-label={doing} value={current.done} max={Math.max(1, current.total)} />
        <span>
          {doing}: {current.done} of {current.total || '…'} tokens
        </span>
        <button type="button" onClick={cancelCompareWork}>
          Stop
        </button>
      </div>
    );
  }
  return (
    <div className={charts.workLine} data-part="work-line">
      {children}
      {failed && (
        <p className={charts.workFailed} role="alert">
          {failed.message}
        </p>
      )}
    </div>
  );
}
