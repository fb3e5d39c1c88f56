import { openEditorDialog } from '../../state/editor.ts';
import { addNoise, addText } from './card-edits.ts';
import styles from './compose.module.css';
import { Refused } from './request-card.tsx';

/** What adds to the batch. */
export function BatchTools() {
  return (
    <div className={styles.tools}>
      <button type="button" onClick={addText}>
        Add text
      </button>
      <button type="button" onClick={addNoise}>
        Add noise
      </button>
      <button type="button" onClick={() => openEditorDialog('paste')}>
        Paste many…
      </button>
      <button type="button" onClick={() => openEditorDialog('fill')}>
        Fill…
      </button>
      <Refused place="batch" />
    </div>
  );
}
