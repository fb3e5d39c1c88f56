import { useStore } from 'zustand';
import controls from '../kit/styles/controls.module.css';
import { keepingStore, type Notice, readNotices } from '../state/keeping.ts';
import { openDialog } from '../state/shell-store.ts';
import styles from './shell.module.css';

const WORDS: Readonly<Record<Notice, string>> = {
  full: 'This browser has no room left for what you do here: it lasts as long as this tab. The settings list what is kept and can forget it; a file or a link keeps an experiment.',
  forbidden:
    'This browser keeps nothing for this page: what you do here lasts as long as this tab. A file or a link keeps an experiment.',
  later:
    'A newer version of this page keeps runs in this browser: this one leaves them alone, and its own runs last as long as this tab.',
  aside:
    'Something was kept here that this page cannot read, or that another tab kept since: it was put aside. The settings can save it as a file.',
  apart:
    'Another tab, with another version of this page, keeps an experiment in the place of this one, which is kept for this tab only.',
};

/** Says, once, what could not be kept and what had to be put aside. */
export function KeepingNote() {
  const notices = useStore(keepingStore, (state) => state.notices);
  return (
    <div className={styles.keepingNote} role="status">
      {notices.length > 0 && (
        <p>
          {notices.map((each) => WORDS[each]).join(' ')}{' '}
          <button type="button" className={controls.link} onClick={() => openDialog('settings')}>
            Settings
          </button>{' '}
          <button type="button" className={controls.link} onClick={readNotices}>
            Understood
          </button>
        </p>
      )}
    </div>
  );
}
