import { visible } from '../../../experiment/visible.ts';
import { listed } from '../../../results/text.ts';
import learn from './learn.module.css';
import styles from './lesson.module.css';
import type { Lesson } from './lesson.ts';
import { lessonAddress } from './lessons.ts';
import { LOCKED_WORDS, useReading } from './locks.ts';

/** Says to the student what the link locks, and that a lock is a request. */
export function LocksNote({ lesson }: { readonly lesson: Lesson }) {
  const { locks, unknown } = useReading().flags;
  return (
    <>
      {locks.length > 0 && (
        <p className={styles.lessonLocks} role="note" data-part="locks">
          <b>From your teacher.</b> In this link {listed(locks.map((lock) => LOCKED_WORDS[lock]))}. It keeps
          nobody out: <a href={lessonAddress(lesson.id)}>the lesson without it</a> is a click away.
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
