import { visible } from '../../../experiment/visible.ts';
import type { RunRecord } from '../../../results/record.ts';
import { grouped } from '../../../results/text.ts';
import type { EngineKind } from '../../../steps/engine.ts';
import { megabytes } from '../../kit/format.ts';
import controls from '../../kit/styles/controls.module.css';
import setup from '../../kit/styles/setup.module.css';
import { canStep, type RunStage, type RunStatus, stageOf } from '../../state/lab-state.ts';
import { useLab } from '../../state/lab-store.ts';
import { cancel, pauseOrResume, run, step } from '../../state/running.ts';
import { isUnderWay } from '../../state/task.ts';
import styles from './run.module.css';

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
  const amount = amountOf(status);
  return (
    <div className={setup.progress} data-part="progress">
      {amount === undefined ? (
        <div className={setup.progressRest} />
      ) : (
        <progress aria-label="Progress" {...(amount === null ? {} : { value: amount })} />
      )}
      <p>{statusText(status, record)}</p>
    </div>
  );
}

/** 0 to 1; null while it cannot be told; undefined where nothing is under way. */
function amountOf(status: RunStatus): number | null | undefined {
  if (!isUnderWay(status)) return undefined;
  return status.state === 'stopping' ? null : stageAmount(status.progress);
}

function stageAmount(at: RunStage): number | null {
  switch (at.stage) {
    case 'loading':
      return at.bytes.total === null ? null : at.bytes.loaded / at.bytes.total;
    case 'compiling':
      return at.index / at.arms;
    case 'running':
    case 'paused':
      return at.generated / at.total;
    case 'comparing':
      return at.done / at.total;
    case 'searching':
      return at.runs / Math.max(1, at.most);
    case 'certifying':
      return null;
  }
}

function stageText(at: RunStage): string {
  switch (at.stage) {
    case 'loading': {
      const { loaded, total } = at.bytes;
      return `Loading the model: ${megabytes(loaded)}${total === null ? '' : ` of ${megabytes(total)}`} MB`;
    }
    case 'certifying':
      return `Checking on this adapter whether the invariant kernels hold: ${at.done} cases`;
    case 'compiling':
      return `Preparing kernels and buffers: arm ${at.index + 1} of ${at.arms}, ${visible(at.arm)}`;
    case 'running':
      return `Running: ${grouped(at.generated)} of ${grouped(at.total)} tokens`;
    case 'paused':
      return `Paused: ${grouped(at.generated)} of ${grouped(at.total)} tokens`;
    case 'comparing':
      return `Comparing the arms: ${grouped(at.done)} of ${grouped(at.total)} positions`;
    case 'searching':
      return `Asking why: run ${at.runs + 1} of at most ${Math.max(at.most, at.runs + 1)}`;
  }
}

function statusText(status: RunStatus, record: RunRecord | null): string {
  switch (status.state) {
    case 'idle':
      return 'The model is downloaded when you first run.';
    case 'running':
      return stageText(status.progress);
    case 'stopping':
      return 'Stopping after this step…';
    case 'cancelled':
      return 'Cancelled. What had been generated stays below.';
    case 'failed':
      return 'Failed: see the message.';
    case 'done':
      return record
        ? `Done: ${grouped(totalTokens(record.arms))} tokens in ${record.arms.length} arms.`
        : 'Done.';
  }
}

function totalTokens(arms: readonly { readonly timing: { readonly generatedTokens: number } }[]): number {
  return arms.reduce((sum, { timing }) => sum + timing.generatedTokens, 0);
}
