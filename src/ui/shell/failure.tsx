import { OPEN_FOR_LONG } from '../../offline/updates.ts';
import type { FaultKind } from '../../worker/fault.ts';
import { visibleLines } from '../kit/format.ts';
import controls from '../kit/styles/controls.module.css';
import setup from '../kit/styles/setup.module.css';
import { openEditorDialog } from '../state/editor.ts';
import { useLab } from '../state/lab-store.ts';
import { run, runOn } from '../state/running.ts';
import { faultOf } from '../state/task.ts';

const TITLES: Readonly<Record<FaultKind, string>> = {
  cancelled: 'The run was cancelled',
  experiment: 'This model cannot run the experiment',
  'own-kernel': 'A kernel of one’s own did not run',
  file: 'The file cannot be compared',
  model: 'The model could not be loaded',
  'no-webgpu': 'No WebGPU here',
  gpu: 'The GPU reported an error',
  worker: 'The worker that runs the lab broke down',
  internal: 'Something went wrong inside the lab',
};

/** Faults that a file may have been the cause of which the host no longer has. */
const FROM_HOST: ReadonlySet<FaultKind> = new Set(['model', 'worker', 'internal']);

/** The first error of a failed run, and one click to run again. */
export function Failure() {
  const fault = useLab(({ status }) => faultOf(status));
  const repeats = useLab(({ view, chosen, engine }) => {
    // Another engine has other limits, another experiment other wants.
    const same = view.experiment === chosen.experiment && (fault?.kind !== 'gpu' || engine === 'webgpu');
    return fault?.repeats === true && same;
  });
  const ownFile = useLab(({ chosen }) => chosen.experiment.model.file !== undefined);
  if (!fault) return null;
  return (
    <section className={setup.failure} data-part="failure" role="alert">
      <h2>{TITLES[fault.kind]}</h2>
      <p className={setup.failureMessage}>
        {fault.operation && <code>{fault.operation}: </code>}
        {visibleLines(fault.message)}
      </p>
      <p>
        {repeats
          ? 'It would end in the same way again: change the experiment first. What you composed is kept.'
          : 'The experiment is kept.'}
      </p>
      {!repeats && fault.source === undefined && FROM_HOST.has(fault.kind) && <p>{OPEN_FOR_LONG}</p>}
      <div className="row">
        {fault.source === 'not-kept' && (
          <button type="button" className={controls.primary} onClick={() => openEditorDialog('own-model')}>
            {ownFile ? 'Drop or choose it…' : 'See what would be downloaded…'}
          </button>
        )}
        {!repeats && (
          <button
            type="button"
            className={fault.source === 'not-kept' ? '' : controls.primary}
            onClick={() => void run()}
          >
            {fault.kind === 'gpu' ? 'Run again on a new device' : 'Run again'}
          </button>
        )}
        {(fault.kind === 'gpu' || fault.kind === 'no-webgpu') && (
          <button type="button" onClick={() => void runOn('cpu')}>
            Run on the CPU engine
          </button>
        )}
      </div>
    </section>
  );
}
