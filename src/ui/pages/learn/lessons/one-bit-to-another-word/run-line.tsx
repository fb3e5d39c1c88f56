import { grouped } from '../../../../../results/text.ts';
import { megabytes } from '../../../../kit/format.ts';
import charts from '../../../../kit/styles/charts.module.css';
import controls from '../../../../kit/styles/controls.module.css';
import type { RunStatus } from '../../../../state/lab-state.ts';
import { useLab } from '../../../../state/lab-store.ts';
import { cancel } from '../../../../state/running.ts';
import { isUnderWay, progressOf } from '../../../../state/task.ts';
import { runNeedle } from './needle-run.ts';
import styles from './one-bit.module.css';

/** Runs the needle here: what it takes, how far it is, and the way out. */
export function RunLine() {
  const status = useLab((state) => state.status);
  const engine = useLab((state) => state.engine);
  if (isUnderWay(status)) {
    const { words, share } = whereOf(status);
    return (
      <div className={`${charts.workLine} ${styles.runLine}`} data-part="work-line">
        <progress aria-label="Progress of the run" {...(share === null ? {} : { value: share })} />
        <span>{words}</span>
        <button type="button" aria-disabled={status.state === 'stopping'} onClick={() => void cancel()}>
          Cancel
        </button>
      </div>
    );
  }
  return (
    <div className={`${charts.workLine} ${styles.runLine}`} data-part="work-line">
      <button type="button" className={controls.primary} onClick={() => void runNeedle()}>
        Run the needle on {engine === 'webgpu' ? 'WebGPU' : 'the CPU'}
      </button>
      <small>
        Seconds on a GPU; on a software adapter or the CPU up to a minute. It takes the place of what is
        composed in the lab; Undo brings that back.
      </small>
      {status.state === 'failed' && (
        <p className={charts.workFailed} role="alert">
          {status.fault.message}
        </p>
      )}
      {status.state === 'cancelled' && <p role="status">Cancelled.</p>}
    </div>
  );
}

function whereOf(status: RunStatus): { readonly words: string; readonly share: number | null } {
  if (status.state === 'stopping') return { words: 'Stopping after this step…', share: null };
  const at = progressOf(status);
  switch (at?.stage) {
    case 'loading': {
      const { loaded, total } = at.bytes;
      return {
        words: `Loading the model: ${megabytes(loaded)} MB`,
        share: total === null ? null : loaded / total,
      };
    }
    case 'uploading':
      return { words: `Preparing the weights: ${megabytes(at.done)} MB`, share: at.done / at.total };
    case 'running':
    case 'paused':
      return {
        words: `${grouped(at.generated)} of ${grouped(at.total)} tokens`,
        share: at.generated / at.total,
      };
    case 'comparing':
      return { words: 'Comparing the arms', share: at.done / at.total };
    case 'certifying':
      return { words: 'Checking the kernels on this adapter', share: null };
    default:
      return { words: 'Preparing kernels and buffers', share: null };
  }
}
