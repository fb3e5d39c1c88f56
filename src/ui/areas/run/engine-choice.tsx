import { type ReactNode, useState } from 'react';
import { adapterName } from '../../../results/adapter-name.ts';
import type { EngineKind } from '../../../steps/engine.ts';
import setup from '../../kit/styles/setup.module.css';
import type { GpuStatus } from '../../state/lab-state.ts';
import { useHidden, useLab } from '../../state/lab-store.ts';
import { chooseEngine } from '../../state/running.ts';
import { isUnderWay } from '../../state/task.ts';
import { CertificateBadge } from './certificate-badge.tsx';

export function EngineChoice() {
  const gpu = useLab((state) => state.gpu);
  if (useHidden('engine')) return null;
  return (
    <fieldset className={`${setup.field} ${setup.engines}`}>
      <legend>Engine</legend>
      <Choice kind="webgpu" name="WebGPU" disabled={gpu.state === 'missing'}>
        <GpuLine gpu={gpu} />
      </Choice>
      <Choice kind="cpu" name="CPU" disabled={false}>
        Replays the same reduction plans in JavaScript. Says nothing about a GPU.
      </Choice>
      <OtherEngines gpu={gpu} />
      <CertificateBadge />
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
      className={setup.otherEngines}
      data-part="other-engines"
      open={unfolded || inUse}
      onToggle={({ currentTarget }) => setUnfolded(currentTarget.open)}
    >
      <summary>
        Other engines <small>onnxruntime-web, to compare with</small>
      </summary>
      <Choice kind="ort-webgpu" name="onnxruntime-web, WebGPU" disabled={gpu.state === 'missing'}>
        Microsoft's engine on the same weights, f32 arms only; it has no kernel sets and ignores them.
      </Choice>
      <Choice kind="ort-wasm" name="onnxruntime-web, WebAssembly" disabled={false}>
        The same on the CPU. Either one fetches 17 to 27 MB when it is first used.
      </Choice>
    </details>
  );
}

interface ChoiceProps {
  readonly kind: EngineKind;
  readonly name: string;
  readonly disabled: boolean;
  readonly children: ReactNode;
}

function Choice({ kind, name, disabled, children }: ChoiceProps) {
  const chosen = useLab((state) => state.engine === kind);
  const busy = useLab((state) => isUnderWay(state.status));
  return (
    <label className={setup.choice}>
      <input
        type="radio"
        name="engine"
        value={kind}
        checked={chosen}
        disabled={disabled || busy}
        onChange={() => chooseEngine(kind)}
      />
      <span>
        <strong>{name}</strong>
        <small>{children}</small>
      </span>
    </label>
  );
}

function GpuLine({ gpu }: { readonly gpu: GpuStatus }) {
  if (gpu.state === 'asking') return 'asking the browser for a GPU…';
  if (gpu.state === 'missing') return 'not available in this browser';
  const { adapter } = gpu;
  return `${adapterName(adapter)}${adapter.software ? ', a software adapter: slow, same kernels' : ''}`;
}
