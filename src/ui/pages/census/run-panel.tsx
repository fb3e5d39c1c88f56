import controls from '../../kit/styles/controls.module.css';
import setup from '../../kit/styles/setup.module.css';
import tables from '../../kit/styles/tables.module.css';
import { useLab } from '../../state/lab-store.ts';
import { isUnderWay } from '../../state/task.ts';
import { askCensus, type CensusWork, stopCensus, useCensus } from './census-store.ts';

/** Asks the visitor's adapter, or says why it cannot. */
export function RunPanel() {
  const work = useCensus((state) => state.work);
  const running = useLab(({ status }) => isUnderWay(status));
  const gpu = useLab((state) => state.gpu);
  const asking = isUnderWay(work);
  const ready = !asking && !running && gpu.state !== 'missing';
  return (
    <section className={tables.panel} aria-labelledby="census-run">
      <h2 id="census-run">Ask your adapter</h2>
      <div className="row">
        <button
          type="button"
          className={controls.primary}
          aria-disabled={!ready}
          onClick={() => ready && void askCensus()}
        >
          Run the census
        </button>
        <button type="button" aria-disabled={!asking} onClick={() => stopCensus()}>
          Cancel
        </button>
      </div>
      <Progress work={work} />
      {gpu.state === 'missing' && (
        <p className={setup.failureMessage} role="note">
          {gpu.fault.message} The files below compare without it.
        </p>
      )}
      {running && <p className={tables.note}>A run is under way in the lab: it has the device.</p>}
    </section>
  );
}

function Progress({ work }: { readonly work: CensusWork }) {
  if (work.state === 'failed')
    return (
      <p className={setup.failureMessage} role="alert">
        {work.fault.operation && <code>{work.fault.operation}: </code>}
        {work.fault.message}
      </p>
    );
  return (
    <div className={setup.progress} data-part="progress">
      {work.state === 'running' ? (
        <progress
          aria-label="Progress of the census"
          {...(work.progress && { value: work.progress.done, max: work.progress.total })}
        />
      ) : (
        <div className={setup.progressRest} />
      )}
      <p role="status">{wordsOf(work)}</p>
    </div>
  );
}

function wordsOf(work: CensusWork): string {
  switch (work.state) {
    case 'running':
      return work.progress ? `Asking: ${work.progress.doing}` : 'Opening the adapter';
    case 'stopping':
      return 'Stopping after this question…';
    case 'cancelled':
      return 'Cancelled.';
    case 'done':
      return 'Done: its answers stand below.';
    default:
      return 'A few seconds on a GPU, somewhat longer on a processor that plays one. Nothing leaves this page.';
  }
}
