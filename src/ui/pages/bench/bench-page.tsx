import { adapterName } from '../../../results/adapter-name.ts';
import tables from '../../kit/styles/tables.module.css';
import type { PageProps } from '../../state/page-address.ts';
import { useBenchExample, useWeightsExample } from './bench-example.ts';
import styles from './speed.module.css';
import { SpeedForm } from './speed-form.tsx';
import { SpeedResults } from './speed-results.tsx';
import { useSpeed } from './speed-store.ts';
import { WeightsResults } from './weights-results.tsx';

/** What the kernel sets cost on the reader's device, and how they stand beside another engine. */
export function BenchPage(_props: PageProps) {
  const own = useSpeed((state) => state.report);
  const example = useBenchExample(own === null);
  const report = own ?? example;
  const weights = useWeightsExample();
  return (
    <div className={styles.speed}>
      <div className={styles.speedHead}>
        <h2>Bench</h2>
        <p>
          What invariance costs on this device, and where each step’s time goes. Ratios within one run, never
          absolute claims.
        </p>
      </div>
      <div>
        <SpeedForm />
      </div>
      <div className={styles.speedFound}>
        {!own && (
          <p className={tables.note}>
            {example && (
              <>
                <strong>Computed earlier</strong> on {adapterName(example.adapter)}, not on this device.{' '}
              </>
            )}
            The short bench takes seconds on a GPU, half a minute without one.
          </p>
        )}
        {report && <SpeedResults report={report} />}
        {weights && <WeightsResults report={weights} />}
      </div>
    </div>
  );
}
