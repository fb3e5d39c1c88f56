import { deviceWords, placeWords } from '../../../../report/engine.ts';
import { grouped } from '../../../../results/text.ts';
import { durationWords, visibleLines } from '../../../kit/format.ts';
import controls from '../../../kit/styles/controls.module.css';
import { useLab } from '../../../state/lab-store.ts';
import { chooseEngine } from '../../../state/running.ts';
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

/** Begins or goes on; results of one engine go on by that one, which is offered in the place of another that is chosen. */
function Begin({ opened: { table, by } }: { readonly opened: OpenedStudy }) {
  const done = useRunner((state) => state.done);
  const chosen = useLab((state) => state.engine);
  const busy = useLab((state) => isUnderWay(state.status));
  const noGpu = useLab((state) => state.gpu.state === 'missing');
  if (done === table.count) return null;
  const engine = by?.engine ?? chosen;
  const missing = by !== null && noGpu && engine !== 'cpu' && engine !== 'ort-wasm';
  const cannot = busy || missing;
  const begin = () => {
    if (engine !== chosen) chooseEngine(engine);
    void run();
  };
  return (
    <>
      <button
        type="button"
        className={controls.primary}
        aria-disabled={cannot}
        onClick={() => void (cannot || begin())}
      >
        {`${done === 0 ? 'Run' : 'Continue'} on ${deviceWords(engine)}`}
      </button>
      {busy && <small role="note">The lab is running: a study can run once that has ended.</small>}
      {by !== null && engine !== chosen && (
        <small role="note">
          {`Its results so far are of ${placeWords(by.engine, by.adapter)}, so that is what continues them; delete them to begin anew on ${deviceWords(chosen)}.`}
          {missing && ' This browser has no WebGPU.'}
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
