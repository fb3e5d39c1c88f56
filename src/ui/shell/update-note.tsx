import { dismissUpdate, type UpdateState, useUpdate } from '../../offline/updates.ts';
import controls from '../kit/styles/controls.module.css';
import styles from './shell.module.css';

const WORDS: Readonly<Record<UpdateState, string>> = {
  ready: 'A newer version of this page is ready.',
  taken: 'A newer version of this page was loaded in another tab. This tab goes on with its own.',
  gone: 'A part of this page could not be loaded: the network is away, or a newer version has taken its place.',
};

/** Offers a newer version of the page, and never takes it by itself: a run may be under way. */
export function UpdateNote() {
  const update = useUpdate();
  return (
    <div className={styles.updateNote} role="status">
      {update && (
        <p>
          {WORDS[update.state]}{' '}
          <button type="button" className={controls.link} onClick={update.load}>
            {update.state === 'ready' ? 'Load it' : 'Load the page again'}
          </button>{' '}
          <button type="button" className={controls.link} onClick={dismissUpdate}>
            Later
          </button>
        </p>
      )}
    </div>
  );
}
