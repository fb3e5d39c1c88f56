import { useEffect } from 'react';
import { dimensionsProblem } from '../../../workbench/cases/setup.ts';
import setupStyles from '../../kit/styles/setup.module.css';
import { useLab } from '../../state/lab-store.ts';
import { AtRows } from './at-rows.tsx';
import { DeviceNote } from './device-note.tsx';
import { PointsForm } from './points-form.tsx';
import { followPath, pointsOn } from './points-place.ts';
import { usePoints } from './points-store.ts';
import styles from './points-view.module.css';
import { stopPoints } from './points-work.ts';
import { RowsSweep } from './rows-sweep.tsx';

/** One operation by itself while M slides. */
export function PointsView({ path }: { readonly path: readonly string[] }) {
  const refused = usePoints((state) => state.refused);
  const setup = usePoints((state) => state.setup);
  const gpu = useLab((state) => state.gpu.state);
  const problem = dimensionsProblem(setup.operation, setup.dimensions);
  const address = path.join('/');
  useEffect(() => followPath(address === '' ? [] : address.split('/')), [address]);
  useEffect(() => {
    if (gpu === 'missing') pointsOn('cpu');
  }, [gpu]);
  useEffect(() => stopPoints, []);
  return (
    <div className={styles.pointsView}>
      <div className={styles.pointsSide}>
        <PointsForm />
        <DeviceNote />
      </div>
      <div className={styles.pointsMain}>
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
