import type { ReactNode } from 'react';
import type { EngineKind } from '../../../steps/engine.ts';
import controls from '../../kit/styles/controls.module.css';
import { Toolbar } from '../../kit/toolbar.tsx';
import { canStep, stageOf } from '../../state/lab-state.ts';
import { useLab } from '../../state/lab-store.ts';
import { cancel, pauseOrResume, run, step } from '../../state/running.ts';
import { isUnderWay } from '../../state/task.ts';
import styles from './run.module.css';
import { Progress } from './run-progress.tsx';

/** As the main button says them. */
const ENGINES: Readonly<Record<EngineKind, string>> = {
  webgpu: 'WebGPU',
  cpu: 'the CPU',
  'ort-webgpu': 'onnxruntime, WebGPU',
  'ort-wasm': 'onnxruntime, WebAssembly',
};

interface RunBarProps {
  /** What to choose before running, where there is room for it. */
  readonly children?: ReactNode;
  /** Pressed, before the run starts. */
  readonly onRun?: (() => void) | undefined;
}

/** The page's one button to run with, what a run under way can be told, and how far it is. It stays in reach wherever the page is scrolled to. */
export function RunBar({ children, onRun }: RunBarProps) {
  return (
    <section className={styles.runBar} data-part="run-bar" aria-label="Run">
      {children}
      <RunButtons onRun={onRun} />
      <Latest />
    </section>
  );
}

function Latest() {
  const status = useLab((state) => state.status);
  const record = useLab(({ view }) => view.record);
  return <Progress status={status} record={record} />;
}

function RunButtons({ onRun }: Pick<RunBarProps, 'onRun'>) {
  const engine = useLab((state) => state.engine);
  // Each by itself: a run under way tells of its progress many times a second, which changes none of the buttons.
  const busy = useLab(({ status }) => isUnderWay(status));
  const stopping = useLab(({ status }) => status.state === 'stopping');
  const paused = useLab(({ status }) => stageOf(status) === 'paused');
  const between = useLab(({ status }) => canStep(status));
  return (
    // None of them is `disabled` when its turn is over: that would take the focus away from whoever pressed it.
    <Toolbar label="Run" className={styles.runSteps} part="run-steps">
      <button
        type="button"
        className={`${controls.primary} ${styles.primary}`}
        aria-disabled={busy}
        onClick={() => {
          if (!busy) onRun?.();
          void run();
        }}
      >
        Run on {ENGINES[engine]}
      </button>
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
      <button type="button" aria-disabled={!busy || stopping} onClick={() => void cancel()}>
        Cancel
      </button>
    </Toolbar>
  );
}
