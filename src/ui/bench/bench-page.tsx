import { adapterName } from '../../results/adapter-name.ts';
import type { PageProps } from '../shell/pages.tsx';
import { useBenchExample } from './bench-example.ts';
import { SpeedForm } from './speed-form.tsx';
import { SpeedResults } from './speed-results.tsx';
import { useSpeed } from './speed-store.ts';
import './speed.css';

/** What the kernel sets cost on the reader's device, and how they stand beside another engine. */
export function BenchPage(_props: PageProps) {
  const own = useSpeed((state) => state.report);
  const example = useBenchExample(own === null);
  const report = own ?? example;
  return (
    <div className="speed">
      <div className="speed-head">
        <h2>Bench</h2>
        <p>
          What invariance costs on this device, and where each step’s time goes. Ratios within one run, never
          absolute claims.
        </p>
      </div>
      <div className="speed-side">
        <SpeedForm />
      </div>
      <div className="speed-found">
        {!own && (
          <p className="note">
            {example && (
              <>
                <strong>Computed earlier</strong> on {adapterName(example.adapter)}, not on this device.{' '}
              </>
            )}
            The short bench takes seconds on a GPU, half a minute without one.
          </p>
        )}
        {report && <SpeedResults report={report} />}
      </div>
    </div>
  );
}
