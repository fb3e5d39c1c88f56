import controls from '../styles/controls.module.css';
import { dismissUpdate, useUpdate } from './offline.ts';
import styles from './shell.module.css';

/** Offers a newer version of the page, and never takes it by itself: a run may be under way. */
export function UpdateNote() {
  const update = useUpdate();
  return (
    <div className={styles.updateNote} role="status">
      {update && (
        <p>
          A newer version of this page is ready.{' '}
          <button type="button" className={controls.link} onClick={update}>
            Load it
          </button>{' '}
          <button type="button" className={controls.link} onClick={dismissUpdate}>
            Later
          </button>
        </p>
      )}
    </div>
  );
}
