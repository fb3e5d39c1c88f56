import { Name } from '../../kit/name.tsx';
import controls from '../../kit/styles/controls.module.css';
import { keepThis, takeElsewhere } from '../../state/autosave.ts';
import { useEditor } from '../../state/editor.ts';
import { labStore, useLab } from '../../state/lab-store.ts';
import { bringBack, startOver } from '../../state/restore.ts';
import styles from './compose.module.css';

/** Says that an earlier visit's experiment is on screen, that another tab keeps another one, or that one left behind can be had. */
export function Restored() {
  const title = useLab(({ chosen }) => chosen.experiment.title);
  const restored = useEditor((state) => state.restored);
  const left = useLab((state) => (state.left === state.chosen ? null : state.left));
  const elsewhere = useLab((state) => state.elsewhere);
  if (elsewhere) {
    return (
      <p className={styles.restored} role="status">
        Another tab keeps{' '}
        {elsewhere.experiment.title === title ? (
          'another version of this'
        ) : (
          <Name of={elsewhere.experiment.title} />
        )}
        . This one is kept for this tab only.{' '}
        <button type="button" className={`${controls.link} ${styles.link}`} onClick={takeElsewhere}>
          Take that one
        </button>{' '}
        <button type="button" className={`${controls.link} ${styles.link}`} onClick={keepThis}>
          Keep this one
        </button>
      </p>
    );
  }
  if (left) {
    return (
      <p className={styles.restored}>
        Your last experiment, <Name of={left.experiment.title} />, is kept.{' '}
        <button type="button" className={`${controls.link} ${styles.link}`} onClick={() => bringBack(left)}>
          Bring it back
        </button>{' '}
        <button
          type="button"
          className={`${controls.link} ${styles.link}`}
          onClick={() => labStore.setState({ left: null })}
        >
          Leave it
        </button>
      </p>
    );
  }
  if (!restored) return null;
  return (
    <p className={styles.restored} role="status">
      Restored from your last visit.{' '}
      <button type="button" className={`${controls.link} ${styles.link}`} onClick={startOver}>
        Start over
      </button>
    </p>
  );
}
