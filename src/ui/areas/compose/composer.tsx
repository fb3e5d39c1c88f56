import { visible } from '../../../experiment/visible.ts';
import { useEditor } from '../../state/editor.ts';
import { useHidden } from '../../state/lab-store.ts';
import { useMeasuring } from '../../state/measuring.ts';
import { Arms } from './arms.tsx';
import { Batch } from './batch.tsx';
import styles from './compose.module.css';
import { FitNote } from './fit-note.tsx';

/** What is run: the batch, and the arms that run it. */
export function Composer() {
  const armsHidden = useHidden('arms');
  useMeasuring();
  return (
    <div className={styles.composer}>
      <Batch />
      <FitNote />
      {!armsHidden && <Arms />}
      <Said />
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
