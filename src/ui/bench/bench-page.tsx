import type { PageProps } from '../shell/pages.tsx';
import { SpeedForm } from './speed-form.tsx';
import { SpeedResults } from './speed-results.tsx';
import { useSpeed } from './speed-store.ts';
import './speed.css';

/** What the kernel sets cost on the reader's device, and how they stand beside another engine. */
export function BenchPage(_props: PageProps) {
  const report = useSpeed((state) => state.report);
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
      {report ? (
        <SpeedResults report={report} />
      ) : (
        <p className="note">
          Nothing timed yet. The short bench takes seconds on a GPU, half a minute without one.
        </p>
      )}
    </div>
  );
}
