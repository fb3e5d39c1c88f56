import layout from '../../kit/styles/layout.module.css';
import { useHidden } from '../../state/lab-store.ts';
import { EngineChoice } from '../run/engine-choice.tsx';
import { RunControls } from '../run/run-controls.tsx';
import { EditorDialogs } from './editor-dialogs.tsx';
import { ExperimentHead } from './experiment-head.tsx';
import { OpenFile } from './open-file.tsx';

/** What to run, on what, and the button. */
export function Setup() {
  const presetsHidden = useHidden('presets');
  return (
    <section className={layout.setup} data-part="setup" aria-label="Setup">
      <ExperimentHead />
      <EngineChoice />
      <RunControls />
      {!presetsHidden && <OpenFile />}
      <EditorDialogs />
    </section>
  );
}
