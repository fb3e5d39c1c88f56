import { timeText } from '../../../charts/load-window.ts';
import { counted, grouped } from '../../../results/text.ts';
import { visibleLines } from '../../kit/format.ts';
import controls from '../../kit/styles/controls.module.css';
import setup from '../../kit/styles/setup.module.css';
import { Toolbar } from '../../kit/toolbar.tsx';
import { faultOf, isUnderWay } from '../../state/task.ts';
import type { ArmView } from './arm-view.ts';
import { useCouplings } from './couplings/coupling-store.ts';
import styles from './form.module.css';
import { paceLoad, pauseOrResumeLoad, startLoad, stepLoad, stopLoad } from './load-run.ts';
import { type LoadState, useLoad } from './load-store.ts';

/** Milliseconds of the clock for one of life. */
const SPEEDS = [null, 4, 1, 0.25] as const;

/** Turns the crowd loose, and what a run under way can be told. */
export function LoadBar() {
  const work = useLoad((state) => state.work);
  const speed = useLoad((state) => state.speed);
  const busy = isUnderWay(work);
  const measuring = useCouplings((state) => isUnderWay(state.work));
  const paused = work.state === 'running' && work.progress.stage === 'paused';
  const real = useLoad((state) => (busy ? state.ran : state.experiment)?.clock?.kind === 'real');
  const going = work.state === 'running' && work.progress.stage !== 'loading';
  return (
    <section className={styles.bar} aria-label="Run under load" data-part="load-bar">
      <Toolbar label="Run under load" className={styles.buttons}>
        <button
          type="button"
          className={controls.primary}
          aria-disabled={busy || measuring}
          onClick={() => void startLoad()}
        >
          Turn the crowd loose
        </button>
        <button type="button" aria-disabled={!going} onClick={() => void pauseOrResumeLoad()}>
          {paused ? 'Play' : 'Pause'}
        </button>
        <button type="button" aria-disabled={!going} onClick={() => void stepLoad()}>
          Step
        </button>
        <button type="button" aria-disabled={!busy || work.state === 'stopping'} onClick={stopLoad}>
          Cancel
        </button>
      </Toolbar>
      <label className="row">
        Speed
        <select
          value={real ? 'null' : String(speed)}
          disabled={real}
          onChange={(event) =>
            void paceLoad(event.target.value === 'null' ? null : Number(event.target.value))
          }
        >
          {SPEEDS.map((each) => (
            <option key={String(each)} value={String(each)}>
              {real ? 'as it happens: a real clock' : speedWords(each)}
            </option>
          ))}
        </select>
      </label>
      <Status measuring={measuring} />
    </section>
  );
}

function speedWords(speed: (typeof SPEEDS)[number]): string {
  if (speed === null) return 'as fast as it computes';
  return speed === 1 ? 'as in life' : `${speed} times life`;
}

function Status({ measuring }: { readonly measuring: boolean }) {
  const state = useLoad((all) => all);
  const fault = faultOf(state.work);
  return (
    <div className={styles.status}>
      {isUnderWay(state.work) && <progress aria-label="Requests that have ended" {...amountOf(state)} />}
      <p role="status" data-part="load-status" data-state={state.work.state}>
        {statusWords(state)}
        {measuring &&
          ' The matrix above is being measured: a crowd can be turned loose once that has ended or is cancelled.'}
      </p>
      {fault && (
        <p className={setup.failureMessage} role="alert">
          {fault.operation && <code>{fault.operation}: </code>}
          {visibleLines(fault.message)}
        </p>
      )}
    </div>
  );
}

/** Ended requests of those that will come; nothing where that is not known. */
function amountOf({ views }: LoadState): { value?: number } {
  const expected = views.reduce<number | null>(
    (sum, view) => (sum === null || view.expected === null ? null : sum + view.expected),
    0,
  );
  return expected ? { value: views.reduce((sum, view) => sum + endedOf(view), 0) / expected } : {};
}

function endedOf({ requests }: ArmView): number {
  return requests.reduce((count, { ended }) => count + (ended === null ? 0 : 1), 0);
}

function statusWords({ work, views, baked, record, arm, watched }: LoadState): string {
  const view = views.find((each) => each.arm === arm) ?? views.at(0);
  switch (work.state) {
    case 'running':
    case 'stopping':
      if (work.state === 'stopping') return 'Stopping after this step…';
      if (work.progress.stage === 'loading') return work.progress.words;
      return view ? `${work.progress.stage === 'paused' ? 'Held' : 'Running'}: ${viewWords(view)}` : '';
    case 'cancelled':
      return view ? `Cancelled: ${viewWords(view)}` : 'Cancelled.';
    case 'failed':
      return record || baked
        ? 'It did not begin; the run shown is the one before.'
        : 'It did not run to its end; what it did until then stays.';
    default:
      if (watched) return `What is shown is what ${watched.origin} did, not a run of this page.`;
      if (record && view) return `Done: ${viewWords(view)}`;
      return baked ? `Computed earlier on ${baked}, not on this device.` : 'Nothing has run yet.';
  }
}

function viewWords(view: ArmView): string {
  const refused = view.requests.filter(({ outcome }) => outcome?.kind === 'refused').length;
  return [
    `${counted(view.requests.length, 'request')} in ${timeText(view.scene.end)} of the ${view.clock} clock`,
    `${grouped(endedOf(view))} ended`,
    ...(refused > 0 ? [`${grouped(refused)} of them refused`] : []),
    counted(view.scene.steps.length, 'step'),
  ].join(', ');
}
