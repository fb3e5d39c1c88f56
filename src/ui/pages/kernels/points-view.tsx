import { useEffect } from 'react';
import { dimensionsProblem } from '../../../workbench/cases/setup.ts';
import setupStyles from '../../kit/styles/setup.module.css';
import { useLab } from '../../state/lab-store.ts';
import { AtRows } from './at-rows.tsx';
import { DeviceNote } from './device-note.tsx';
import { BenchForm } from './points-form.tsx';
import { benchOn, followPath } from './points-place.ts';
import { useBench } from './points-store.ts';
import styles from './points-view.module.css';
import { stopBench } from './points-work.ts';
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
    <div className={styles.benchView}>
      <div className={styles.benchSide}>
        <BenchForm />
        <DeviceNote />
      </div>
      <div className={styles.benchMain}>
        {refused && (
          <p className={setupStyles.refused} role="alert">
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
