import layout from '../../kit/styles/layout.module.css';
import { useHidden } from '../../state/lab-store.ts';
import { ExperimentHead } from './experiment-head.tsx';
import { OpenFile } from './open-file.tsx';

/** What to run, and the ways to something else to run. */
export function Setup() {
  const presetsHidden = useHidden('presets');
  return (
    <section className={layout.setup} data-part="setup" aria-label="Setup">
      <ExperimentHead />
      {!presetsHidden && <OpenFile />}
    </section>
  );
}
