import setup from '../../kit/styles/setup.module.css';
import { type SpeedWork, useSpeed } from './speed-store.ts';

/** Where the bench stands: a bar, and in words. */
export function SpeedProgress() {
  const work = useSpeed((state) => state.work);
  if (work.state === 'failed')
    return (
      <p className={setup.failureMessage} role="alert">
        {work.fault.operation && <code>{work.fault.operation}: </code>}
        {work.fault.message}
      </p>
    );
  const amount = work.state === 'running' ? shareOf(work) : undefined;
  return (
    <div className={setup.progress} data-part="progress">
      {amount === undefined ? (
        <div className={setup.progressRest} />
      ) : (
        <progress aria-label="Progress of the bench" {...(amount === null ? {} : { value: amount })} />
      )}
      <p>{wordsOf(work)}</p>
    </div>
  );
}

/** Null while nothing is known yet. */
function shareOf({ progress }: Extract<SpeedWork, { state: 'running' }>): number | null {
  return progress && progress.total > 0 ? progress.done / progress.total : null;
}

function wordsOf(work: SpeedWork): string {
  switch (work.state) {
    case 'running':
      return work.progress ? `Timing: ${work.progress.doing}` : 'Loading the model';
    case 'stopping':
      return 'Stopping after this step…';
    case 'cancelled':
      return 'Cancelled.';
    default:
      return 'Everything is timed in turn, on one device, in the same minutes.';
  }
}
