import type { ReactNode } from 'react';
import charts from '../../kit/styles/charts.module.css';
import { isUnderWay } from '../../state/task.ts';
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
  if (isUnderWay(work)) {
    const { done, total } = work.progress ?? { done: 0, total: 0 };
    return (
      <div className={charts.workLine} data-part="work-line">
        <progress aria-label={doing} value={done} max={Math.max(1, total)} />
        <span>
          {doing}: {work.progress ? `${done} of ${total || '…'} tokens` : 'after the work under way'}
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
      {work.state === 'failed' && (
        <p className={charts.workFailed} role="alert">
          {work.fault.message}
        </p>
      )}
    </div>
  );
}
