import type { RunRecord } from '../../../results/record.ts';
import type { EngineKind } from '../../../steps/engine.ts';
import controls from '../../kit/styles/controls.module.css';
import setup from '../../kit/styles/setup.module.css';
import { canStep, type RunStatus, stageOf } from '../../state/lab-state.ts';
import { useLab } from '../../state/lab-store.ts';
import { cancel, pauseOrResume, run, step } from '../../state/running.ts';
import { isUnderWay } from '../../state/task.ts';
import styles from './run.module.css';
import { statusAmount, statusText } from './status-words.ts';

/** As the main button says them. */
const ENGINES: Readonly<Record<EngineKind, string>> = {
  webgpu: 'WebGPU',
  cpu: 'the CPU',
  'ort-webgpu': 'onnxruntime, WebGPU',
  'ort-wasm': 'onnxruntime, WebAssembly',
};

export function RunControls() {
  const status = useLab((state) => state.status);
  const record = useLab(({ view }) => view.record);
  const engine = useLab((state) => state.engine);
  const busy = isUnderWay(status);
  const paused = stageOf(status) === 'paused';
  const between = canStep(status);
  return (
    <div className={styles.run}>
      {/* None of them is `disabled` when its turn is over: that would take the focus away from whoever pressed it. */}
      <button
        type="button"
        className={`${controls.primary} ${styles.primary}`}
        aria-disabled={busy}
        onClick={() => void run()}
      >
        Run on {ENGINES[engine]}
      </button>
      <div className={styles.runSteps} data-part="run-steps">
        <button type="button" aria-disabled={!between} onClick={() => void pauseOrResume()}>
          {paused ? 'Resume' : 'Pause'}
        </button>
        <button
          type="button"
          aria-disabled={!between}
          title="One step of the arm whose probe is furthest behind"
          onClick={() => void step()}
        >
          Step
        </button>
        <button
          type="button"
          aria-disabled={!busy || status.state === 'stopping'}
          onClick={() => void cancel()}
        >
          Cancel
        </button>
      </div>
      <Progress status={status} record={record} />
    </div>
  );
}

interface ProgressProps {
  readonly status: RunStatus;
  readonly record: RunRecord | null;
}

/** Where a run stands: how far in a bar, and in words. */
export function Progress({ status, record }: ProgressProps) {
  const amount = statusAmount(status);
  return (
    // `data-state` is for `bench/page-measure.ts`, which must not search the page while it measures.
    <div className={setup.progress} data-part="progress" data-state={status.state}>
      {amount === undefined ? (
        <div className={setup.progressRest} />
      ) : (
        <progress aria-label="Progress" {...(amount === null ? {} : { value: amount })} />
      )}
      <p>{statusText(status, record)}</p>
    </div>
  );
}
