import { useEffect, useRef, useState } from 'react';
import controls from '../../kit/styles/controls.module.css';
import { forgetProgress, type Progress, stepKey, useProgress } from '../../state/lesson-progress.ts';
import styles from './learn.module.css';
import type { Lesson } from './lesson.ts';
import { LESSONS, lessonAddress, NEEDS } from './lessons.ts';

/** The lessons, with how far the reader is; above them, why an address led here, where it named none of them. */
export function LessonList({ missing }: { readonly missing?: string }) {
  const done = useProgress();
  const next = LESSONS.find((lesson) => doneIn(lesson, done) < lesson.steps.length);
  return (
    <div className={styles.learn}>
      {missing && (
        <p className={styles.learnMissing} role="alert">
          {missing} These are the ones there are:
        </p>
      )}
      <header className={styles.learnHead}>
        <h2>How one rounded bit becomes another word</h2>
        <p>
          A language model asked the same question twice can answer differently, because of who else was
          asking. Seven short lessons take that apart, with the numbers and kernels of this page. Each reads
          as a text; each is better with a hand on it. Nothing here is staged: what you see is computed while
          you look, or says when and on what it was computed earlier.
        </p>
      </header>
      <ol className={styles.learnList}>
        {LESSONS.map((lesson, index) => (
          <Card key={lesson.id} lesson={lesson} number={index + 1} done={done} isNext={lesson === next} />
        ))}
      </ol>
      <footer className={styles.learnFoot}>
        <p>
          <a href="#learn/glossary">Glossary</a>: every term that the lab uses, in a sentence or two.{' '}
          <a href="#learn/references">References</a>: where the lessons have what they say of the world.
        </p>
        <Forget anything={done.size > 0} />
      </footer>
    </div>
  );
}

interface CardProps {
  readonly lesson: Lesson;
  readonly number: number;
  readonly done: Progress;
  /** The first that is not finished. */
  readonly isNext: boolean;
}

function Card({ lesson, number, done, isNext }: CardProps) {
  const { id, title, promise, minutes, needs, steps } = lesson;
  const many = doneIn(lesson, done);
  return (
    <li
      className={isNext ? `${styles.learnCard} ${styles.learnNext}` : styles.learnCard}
      data-part="learn-card"
    >
      <span className={styles.learnNumber} aria-hidden="true">
        {number}
      </span>
      <div>
        <h3>
          <a href={lessonAddress(id)}>{title}</a>
        </h3>
        <p>{promise}</p>
        <p className={styles.learnFacts}>
          <span>{minutes} minutes</span>
          <span>{NEEDS[needs]}</span>
          <span className={styles.learnProgress}>
            <span className={styles.learnDots} aria-hidden="true">
              {steps.map((step) => (
                <i key={step.id} className={done.has(stepKey(id, step.id)) ? styles.done : undefined} />
              ))}
            </span>
            {many === steps.length ? '✓ finished' : `${many} of ${steps.length} steps`}
          </span>
        </p>
      </div>
    </li>
  );
}

/** Forgetting is undone by one press, so that it need not ask first. */
function Forget({ anything }: { readonly anything: boolean }) {
  const [undo, setUndo] = useState<(() => void) | null>(null);
  const undoButton = useRef<HTMLButtonElement>(null);
  // The button that was pressed is gone.
  const forgotten = undo !== null;
  useEffect(() => {
    if (forgotten) undoButton.current?.focus();
  }, [forgotten]);
  const forget = () => {
    const restore = forgetProgress();
    setUndo(() => restore);
  };
  const bringBack = () => {
    undo?.();
    setUndo(null);
  };
  return (
    <p role="status">
      {undo ? (
        <>
          Progress forgotten.{' '}
          <button type="button" className={controls.link} ref={undoButton} onClick={bringBack}>
            Undo
          </button>
        </>
      ) : (
        anything && (
          <>
            Progress is kept in this browser only.{' '}
            <button type="button" className={controls.link} onClick={forget}>
              Forget progress
            </button>
          </>
        )
      )}
    </p>
  );
}

function doneIn({ id, steps }: Lesson, done: Progress): number {
  return steps.filter((step) => done.has(stepKey(id, step.id))).length;
}
