import { useState } from 'react';
import { adapterName } from '../../../results/adapter-name.ts';
import type { EngineKind } from '../../../steps/engine.ts';
import setup from '../../kit/styles/setup.module.css';
import type { GpuStatus } from '../../state/lab-state.ts';
import { useHidden, useLab } from '../../state/lab-store.ts';
import { chooseEngine } from '../../state/running.ts';
import { isUnderWay } from '../../state/task.ts';
import styles from './run.module.css';

/** What runs the experiment: the two that the lab is about beside each other, the others folded away; below them what the chosen one is. */
export function EngineChoice() {
  const gpu = useLab((state) => state.gpu);
  if (useHidden('engine')) return null;
  return (
    <fieldset className={styles.engines}>
      <legend className="unseen">Engine</legend>
      <div className={styles.engineRow}>
        <Choice kind="webgpu" name="WebGPU" disabled={gpu.state === 'missing'} />
        <Choice kind="cpu" name="CPU" disabled={false} />
        <OtherEngines gpu={gpu} />
      </div>
      <EngineLine gpu={gpu} />
      {gpu.state === 'missing' && (
        <p className={setup.advice} role="note">
          <strong>No WebGPU here.</strong> {gpu.fault.message} Until then the CPU engine runs every
          experiment.
        </p>
      )}
    </fieldset>
  );
}

/** Engines that are not the subject, to compare with: folded away unless one of them is chosen. */
function OtherEngines({ gpu }: { readonly gpu: GpuStatus }) {
  const [unfolded, setUnfolded] = useState(false);
  const inUse = useLab(({ engine }) => engine === 'ort-webgpu' || engine === 'ort-wasm');
  return (
    <details
      className={styles.otherEngines}
      data-part="other-engines"
      open={unfolded || inUse}
      onToggle={({ currentTarget }) => setUnfolded(currentTarget.open)}
    >
      <summary>Others</summary>
      <small>onnxruntime-web, to compare with: 17 to 27 MB when first used</small>
      <Choice kind="ort-webgpu" name="onnxruntime-web, WebGPU" disabled={gpu.state === 'missing'} />
      <Choice kind="ort-wasm" name="onnxruntime-web, WebAssembly" disabled={false} />
    </details>
  );
}

interface ChoiceProps {
  readonly kind: EngineKind;
  readonly name: string;
  readonly disabled: boolean;
}

function Choice({ kind, name, disabled }: ChoiceProps) {
  const chosen = useLab((state) => state.engine === kind);
  const busy = useLab((state) => isUnderWay(state.status));
  return (
    <label className={styles.engine}>
      <input
        type="radio"
        name="engine"
        value={kind}
        checked={chosen}
        disabled={disabled || busy}
        onChange={() => chooseEngine(kind)}
      />
      {name}
    </label>
  );
}

const LINES: Readonly<Record<Exclude<EngineKind, 'webgpu'>, string>> = {
  cpu: 'The same plans in JavaScript: says nothing of a GPU.',
  'ort-webgpu':
    "Microsoft's engine on the same weights, f32 arms only; it has no kernel sets and ignores them.",
  'ort-wasm': "Microsoft's engine on the CPU, f32 arms only; it has no kernel sets and ignores them.",
};

/** What the chosen engine is. */
function EngineLine({ gpu }: { readonly gpu: GpuStatus }) {
  const engine = useLab((state) => state.engine);
  const words = gpu.state === 'asking' || engine === 'webgpu' ? gpuLine(gpu) : LINES[engine];
  return (
    <small className={styles.engineLine} title={words}>
      {words}
    </small>
  );
}

function gpuLine(gpu: GpuStatus): string {
  if (gpu.state === 'asking') return 'asking the browser for a GPU…';
  if (gpu.state === 'missing') return 'not available in this browser';
  const { adapter } = gpu;
  return `${adapterName(adapter)}${adapter.software ? ', software: slow, same kernels' : ''}`;
}
