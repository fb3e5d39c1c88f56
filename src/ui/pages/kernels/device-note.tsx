import { adapterName } from '../../../results/adapter-name.ts';
import setup from '../../kit/styles/setup.module.css';
import tables from '../../kit/styles/tables.module.css';
import { useLab } from '../../state/lab-store.ts';
import styles from './kernels.module.css';
import { usePoints } from './points-store.ts';

/** Who computes, and what that means for what is shown. */
export function DeviceNote() {
  const gpu = useLab((state) => state.gpu);
  const on = usePoints((state) => state.on);
  if (gpu.state === 'asking') return <p className={tables.note}>Asking the browser for a GPU…</p>;
  if (gpu.state === 'missing')
    return (
      <div className={`${setup.advice} ${styles.advice}`} role="note">
        <p>{gpu.fault.message}</p>
        <p>
          Until then the plans are replayed on the CPU: their bits are what these orders give in f32, with
          this browser’s own exp and square root; there is nothing to time.
        </p>
      </div>
    );
  return (
    <p className={tables.note}>
      {on === 'webgpu'
        ? `Runs the engine’s own kernels on ${adapterName(gpu.adapter)}. Claims hold for this adapter and driver.`
        : 'Replays the plans on the CPU, without fusing multiply-adds. No times: they would be this replay’s.'}
    </p>
  );
}
