import { deviceWords, placeWords } from '../../../../report/engine.ts';
import { grouped } from '../../../../results/text.ts';
import { durationWords, visibleLines } from '../../../kit/format.ts';
import controls from '../../../kit/styles/controls.module.css';
import { useLab } from '../../../state/lab-store.ts';
import { faultOf, isUnderWay, progressOf } from '../../../state/task.ts';
import styles from './runner.module.css';
import { pause, run, saveZips } from './runner-actions.ts';
import { type OpenedStudy, useRunner } from './runner-store.ts';

const STOPPING = 'Pausing after this step: the job under way begins anew when you continue.';

/** Begins, pauses and goes on, and says how far it is. */
export function RunControls({ opened }: { readonly opened: OpenedStudy }) {
  const work = useRunner((state) => state.work);
  const done = useRunner((state) => state.done);
  const stage = progressOf(work);
  const fault = faultOf(work);
  const of = opened.table.count;
  return (
    <div className={styles.controls}>
      {stage ? (
        <button type="button" aria-disabled={work.state === 'stopping'} onClick={pause}>
          Pause
        </button>
      ) : (
        <Begin opened={opened} />
      )}
      {!stage && done > 0 && (
        <button type="button" onClick={() => void saveZips()}>
          Save as a zip
        </button>
      )}
      <progress aria-label="Jobs done" value={done} max={of} />
      <small role="status" data-part="runner-status">
        {stage ? (work.state === 'stopping' ? STOPPING : stage) : restText(opened, done)}
      </small>
      {fault && <p role="alert">{visibleLines(fault.message)}</p>}
    </div>
  );
}

function Begin({ opened: { table, by } }: { readonly opened: OpenedStudy }) {
  const done = useRunner((state) => state.done);
  const engine = useLab((state) => state.engine);
  const busy = useLab((state) => isUnderWay(state.status));
  if (done === table.count) return null;
  const other = by !== null && by.engine !== engine;
  const cannot = busy || other;
  return (
    <>
      <button
        type="button"
        className={controls.primary}
        aria-disabled={cannot}
        onClick={() => void (cannot || run())}
      >
        {`${done === 0 ? 'Run' : 'Continue'} on ${deviceWords(engine)}`}
      </button>
      {busy && <small role="note">The lab is running: a study can run once that has ended.</small>}
      {other && (
        <small role="note">
          {`Its results so far are of ${placeWords(by.engine, by.adapter)}: choose that engine to continue, or delete them to begin anew.`}
        </small>
      )}
    </>
  );
}

function restText({ table: { count }, jobMilliseconds }: OpenedStudy, done: number): string {
  if (done === count) return `Done: all of ${grouped(count)} jobs.`;
  const left =
    jobMilliseconds === null ? '' : `, about ${durationWords(jobMilliseconds * (count - done))} left`;
  const none = 'nothing has run; the first jobs tell how long it takes';
  return `${grouped(done)} of ${grouped(count)} jobs done: ${done === 0 ? none : `paused${left}`}.`;
}
