import charts from '../../kit/styles/charts.module.css';

interface LookProgressProps {
  /** Tokens replayed so far and in all, over both arms; 0 of 0 before the first. */
  readonly done: number;
  readonly total: number;
  readonly stop: () => void;
}

/** How far a look has come, with the way to end it. */
export function LookProgress({ done, total, stop }: LookProgressProps) {
  return (
    <div className={charts.workLine} data-part="work-line">
      <progress aria-label="Running both arms again" value={done} max={Math.max(1, total)} />
      <span>
        Running both arms again: {done} of {total || '…'} tokens
      </span>
      <button type="button" onClick={stop}>
        Stop
      </button>
    </div>
  );
}
