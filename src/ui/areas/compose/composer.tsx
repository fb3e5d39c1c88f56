import { visible } from '../../../experiment/visible.ts';
import { Segments } from '../../kit/choices.tsx';
import fields from '../../kit/styles/fields.module.css';
import { useEditor } from '../../state/editor.ts';
import { showJson, useJson } from '../../state/json-draft.ts';
import { useHidden } from '../../state/lab-store.ts';
import { useMeasuring } from '../../state/measuring.ts';
import { Arms } from './arms.tsx';
import { Batch } from './batch.tsx';
import styles from './compose.module.css';
import { FitNote } from './fit-note.tsx';
import { WaitingDraft } from './json/waiting-draft.tsx';
import { JsonView } from './late-forms.ts';
import { ComposedKernels } from './own-kernels.tsx';

/** What is run: the batch, and the arms that run it. */
export function Composer() {
  const armsHidden = useHidden('arms');
  useMeasuring();
  const composeHidden = useHidden('compose');
  // The text holds everything: where a part is not to be changed, there is none.
  const hasText = !armsHidden && !composeHidden;
  const shown = useJson((state) => state.shown);
  return (
    <div className={styles.composer}>
      {hasText && <ViewChoice />}
      <FitNote />
      {hasText && shown === 'json' ? (
        <JsonView />
      ) : (
        <>
          <Batch />
          {!armsHidden && <Arms />}
          {!armsHidden && <ComposedKernels />}
        </>
      )}
      <Said />
    </div>
  );
}

const VIEWS = [
  { value: 'form', words: 'Form' },
  { value: 'json', words: 'JSON' },
] as const;

/** The batch and its arms in a form or as a text. */
function ViewChoice() {
  const shown = useJson((state) => state.shown);
  return (
    <div className={`${fields.editForm} ${styles.viewChoice}`} data-part="view-choice">
      <Segments legend="Compose in" value={shown} options={VIEWS} onChange={showJson} />
      <WaitingDraft />
    </div>
  );
}

/** Says to screen readers what an edit did. */
function Said() {
  const said = useEditor((state) => state.said);
  return (
    <p className="unseen" aria-live="polite">
      {visible(said)}
    </p>
  );
}
