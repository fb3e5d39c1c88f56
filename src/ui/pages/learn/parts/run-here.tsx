import { useEffect, useRef } from 'react';
import { deviceWords, placeWords } from '../../../../report/engine.ts';
import type { AdapterReport, EngineKind } from '../../../../steps/engine.ts';
import controls from '../../../kit/styles/controls.module.css';
import tables from '../../../kit/styles/tables.module.css';
import { useLab } from '../../../state/lab-store.ts';
import { chooseEngine } from '../../../state/running.ts';
import { Choice } from './choice.tsx';

const ENGINES = [
  { value: 'webgpu', words: 'on WebGPU' },
  { value: 'cpu', words: 'on the CPU' },
] as const;

interface RunHereProps {
  readonly busy: boolean;
  readonly onRun: () => void;
  readonly onCancel: () => void;
}

/** Which engine, run and cancel, and that there is no WebGPU where there is none: what a lesson's run is begun and ended with. */
export function RunHere({ busy, onRun, onCancel }: RunHereProps) {
  const engine = useLab((state) => state.engine);
  const gpu = useLab((state) => state.gpu);
  return (
    <>
      {gpu.state === 'available' && !busy && (
        <Choice
          label="Engine"
          options={ENGINES}
          value={engine === 'cpu' ? 'cpu' : 'webgpu'}
          onChange={chooseEngine}
        />
      )}
      <div className="row">
        <button type="button" className={controls.primary} aria-disabled={busy} onClick={onRun}>
          Run on {deviceWords(engine)}
        </button>
        <button type="button" aria-disabled={!busy} onClick={onCancel}>
          Cancel
        </button>
      </div>
      {gpu.state === 'missing' && (
        <p className={tables.note}>
          This browser gives the page no WebGPU. The CPU engine replays the same plans in the same order, more
          slowly.
        </p>
      )}
    </>
  );
}

interface RanOnProps {
  readonly engine: EngineKind;
  readonly adapter: AdapterReport;
}

/** What a lesson's run was computed on, as the beginning of a sentence. */
export function RanOn({ engine, adapter }: RanOnProps) {
  return (
    <>
      On {placeWords(engine, adapter)}
      {adapter.software && engine !== 'cpu' && ': a processor plays the GPU, with the same kernels'}.
    </>
  );
}

/** Calls once when there is a record. */
export function useDone(record: unknown, onDone: () => void): void {
  const told = useRef(onDone);
  told.current = onDone;
  useEffect(() => {
    if (record) told.current();
  }, [record]);
}
