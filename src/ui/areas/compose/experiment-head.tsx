import type { Experiment } from '../../../experiment/schema.ts';
import { visibleLines } from '../../kit/format.ts';
import { Name } from '../../kit/name.tsx';
import controls from '../../kit/styles/controls.module.css';
import layout from '../../kit/styles/layout.module.css';
import setup from '../../kit/styles/setup.module.css';
import tables from '../../kit/styles/tables.module.css';
import { keepClaim, redo, undo } from '../../state/composing.ts';
import { openEditorDialog } from '../../state/editor.ts';
import { useHidden, useHistory, useLab } from '../../state/lab-store.ts';
import { isUnderWay } from '../../state/task.ts';
import styles from './compose.module.css';
import { DetailsForm } from './late-forms.ts';
import { ModelChoice } from './model-choice.tsx';
import { NameWarnings } from './name-warnings.tsx';
import { askForFile } from './open-file.tsx';
import { Picture } from './picture.tsx';
import { Restored } from './restored.tsx';
import { UnderLoad } from './under-load.tsx';

/** The experiment that is composed: what it is, where it came from, and the way to others. */
export function ExperimentHead() {
  const { experiment, edited, words } = useLab(({ chosen }) => chosen);
  const readOnly = useHidden('compose');
  const armsHidden = useHidden('arms');
  const presetsHidden = useHidden('presets');
  const { title, description } = experiment;
  return (
    <section className={styles.experimentHead} aria-labelledby="experiment-title">
      <div className={`${layout.sectionHead} ${styles.sectionHead}`}>
        <h2>Experiment</h2>
        {!(readOnly && armsHidden) && <UndoButtons />}
      </div>
      <div className={styles.experimentTitle}>
        <Picture experiment={experiment} height={68} />
        <h3 id="experiment-title">
          <Name of={title} />
          {edited && <small className={styles.edited}>edited</small>}
        </h3>
      </div>
      {description && (
        <p className={setup.description} data-part="description">
          {visibleLines(description)}
        </p>
      )}
      {typeof words === 'object' && (
        <p className={tables.note}>
          Title and description were of the experiment as it was opened, so that links and exports say that it
          was edited.{' '}
          <button type="button" className={`${controls.link} ${styles.link}`} onClick={keepClaim}>
            Keep them
          </button>
        </p>
      )}
      <UnderLoad experiment={experiment} />
      <NameWarnings experiment={experiment} />
      <Restored />
      {!presetsHidden && <Openers />}
      <ModelChoice readOnly={readOnly} />
      {readOnly ? (
        <small>{samplingWords(experiment.decoding)}</small>
      ) : (
        <details>
          <summary>
            Title and sampling <small>{samplingWords(experiment.decoding)}</small>
          </summary>
          <DetailsForm experiment={experiment} />
        </details>
      )}
    </section>
  );
}

function samplingWords({ temperature, seed }: Experiment['decoding']): string {
  return temperature === 0 ? 'greedy' : `temperature ${temperature}, seed ${seed}`;
}

function UndoButtons() {
  const { past, future } = useHistory();
  return (
    <div className={styles.undo}>
      <button
        type="button"
        className={controls.quiet}
        disabled={past === 0}
        onClick={undo}
        aria-keyshortcuts="Control+Z"
      >
        Undo
      </button>
      <button
        type="button"
        className={controls.quiet}
        disabled={future === 0}
        onClick={redo}
        aria-keyshortcuts="Control+Shift+Z"
      >
        Redo
      </button>
    </div>
  );
}

function Openers() {
  const busy = useLab(({ status }) => isUnderWay(status));
  return (
    <div className="row">
      <button type="button" className={styles.presets} onClick={() => openEditorDialog('presets')}>
        Presets…
      </button>
      <button
        type="button"
        disabled={busy}
        title="Open an experiment from a JSON file; or drop one anywhere on the page"
        onClick={askForFile}
      >
        Open file…
      </button>
    </div>
  );
}
