import { useEffect } from 'react';
import { dimensionsProblem } from '../../lab/workbench/setup.ts';
import { useLab } from '../store/lab-store.ts';
import { AtRows } from './at-rows.tsx';
import { BenchForm } from './bench-form.tsx';
import { benchOn, followPath, stopBench, useBench } from './bench-store.ts';
import { DeviceNote } from './device-note.tsx';
import { RowsSweep } from './rows-sweep.tsx';

/** One operation by itself while M slides. */
export function BenchView({ path }: { readonly path: readonly string[] }) {
  const refused = useBench((state) => state.refused);
  const setup = useBench((state) => state.setup);
  const gpu = useLab((state) => state.gpu.state);
  const problem = dimensionsProblem(setup.operation, setup.dimensions);
  const address = path.join('/');
  useEffect(() => followPath(address === '' ? [] : address.split('/')), [address]);
  useEffect(() => {
    if (gpu === 'missing') benchOn('cpu');
  }, [gpu]);
  useEffect(() => stopBench, []);
  return (
    <div className="bench-view">
      <div className="bench-side">
        <BenchForm />
        <DeviceNote />
      </div>
      <div className="bench-main">
        {refused && (
          <p className="refused" role="alert">
            This link leads to no kernel: {refused}
          </p>
        )}
        {!problem && (
          <>
            <RowsSweep />
            <AtRows />
          </>
        )}
      </div>
    </div>
  );
}
