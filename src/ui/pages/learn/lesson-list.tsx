import { useEffect, useRef, useState } from 'react';
import { Cite } from '../../kit/references/cite.tsx';
import controls from '../../kit/styles/controls.module.css';
import { forgetProgress, type Progress, stepKey, useProgress } from '../../state/lesson-progress.ts';
import styles from './learn.module.css';
import type { Lesson } from './lesson.ts';
import { LessonMap } from './lesson-map.tsx';
import { lessonMinutes, MINUTES_WORDS } from './lesson-minutes.ts';
import { doneIn, isFinished } from './lesson-state.ts';
import { LESSONS, lessonAddress, NEEDS } from './lessons.ts';

/** The lessons, with how far the reader is; above them, why an address led here, where it named none of them. */
export function LessonList({ missing }: { readonly missing?: string }) {
  const done = useProgress();
  const next = LESSONS.find((lesson) => !isFinished(lesson, done));
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
          asking. Ten short lessons take that apart, with the numbers and kernels of this page. Each reads as
          a text; each is better with a hand on it. Nothing here is staged: what you see is computed while you
          look, or says when and on what it was computed earlier.
        </p>
      </header>
      <p className={styles.learnStory}>
        <a className={styles.learnStoryLink} href="#learn/story">
          The story in two minutes
        </a>
        <span className={styles.learnStorySays}>
          Eight pictures, from two sums to another word. Start here.
        </span>
      </p>
      <p className={styles.learnStory}>
        <a className={styles.learnStoryLink} href="#learn/own-model">
          Your own model
        </a>
        <span className={styles.learnStorySays}>
          Does it fork too? From its name to a fork, or to an honest none.
        </span>
      </p>
      <ol className={styles.learnList}>
        {LESSONS.map((lesson, index) => (
          <Card key={lesson.id} lesson={lesson} number={index + 1} done={done} isNext={lesson === next} />
        ))}
      </ol>
      <LessonMap />
      <footer className={styles.learnFoot}>
        <p>
          <a href="#learn/teachers">For teachers</a>: links with parts locked, solution sheets, a plan for a
          class. <a href="#learn/check">Check completion codes</a>.
        </p>
        <p>
          {MINUTES_WORDS} <Cite of="brysbaert-2019" />
        </p>
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
  const { id, title, promise, needs, steps } = lesson;
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
          <span>{lessonMinutes(lesson)} minutes</span>
          <span>{NEEDS[needs]}</span>
          <span className={styles.learnProgress}>
            <span className={styles.learnDots} aria-hidden="true">
              {steps.map((step) => (
                <i key={step.id} className={done.has(stepKey(id, step.id)) ? styles.done : undefined} />
              ))}
            </span>
            {isFinished(lesson, done)
              ? '✓ finished'
              : many === steps.length
                ? 'all steps, exit check open'
                : `${many} of ${steps.length} steps`}
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
