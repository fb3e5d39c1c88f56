import { visible } from '../../../experiment/visible.ts';
import { listed } from '../../../results/text.ts';
import learn from './learn.module.css';
import styles from './lesson.module.css';
import { LOCKED_WORDS, useReading } from './locks.ts';

/** Says to the student what the link locks, and that a lock is a request. */
export function LocksNote() {
  const { locks, unknown } = useReading().flags;
  return (
    <>
      {locks.length > 0 && (
        <p className={styles.lessonLocks} role="note" data-part="locks">
          <b>From your teacher.</b> In this link {listed(locks.map((lock) => LOCKED_WORDS[lock]))}. That is a
          request: the page enforces nothing, and the lesson is public.
        </p>
      )}
      {unknown.length > 0 && (
        <p className={learn.learnMissing} role="alert">
          This link asks for {listed(unknown.map((name) => `“${visible(name)}”`))}, which this page does not
          know. The rest of it holds.
        </p>
      )}
    </>
  );
}
