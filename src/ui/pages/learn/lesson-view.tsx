import { useCallback, useEffect, useRef } from 'react';
import { useTitle } from '../../kit/use-title.ts';
import { completeStep, stepKey, useProgress } from '../../state/lesson-progress.ts';
import learn from './learn.module.css';
import styles from './lesson.module.css';
import type { Lesson, LessonStep } from './lesson.ts';
import { LESSONS, lessonAddress, NEEDS } from './lessons.ts';

interface LessonViewProps {
  readonly lesson: Lesson;
  /** The step that the address names; null for the lesson's beginning. */
  readonly step: string | null;
}

/** A lesson on one page, scrolled to the step that is addressed. */
export function LessonView({ lesson, step }: LessonViewProps) {
  const { title, promise, minutes, needs, steps } = lesson;
  const done = useProgress();
  const heading = useRef<HTMLHeadingElement>(null);
  const missing = step !== null && !steps.some(({ id }) => id === step);
  const place = steps.find(({ id }) => id === step)?.title;
  useTitle(
    `Lesson ${LESSONS.indexOf(lesson) + 1}: ${title}${place === undefined ? '' : `, ${place}`} - Batchmates`,
  );
  useEffect(() => {
    if (step !== null && !missing) return;
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [step, missing]);
  return (
    <article className={styles.lesson} data-part="lesson">
      <header className={`${learn.lessonHead} ${styles.lessonHead}`}>
        <p className={styles.lessonPlace}>
          <a href="#learn">Lessons</a> <span aria-hidden="true">/</span> {LESSONS.indexOf(lesson) + 1} of{' '}
          {LESSONS.length}
        </p>
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <p className={styles.lessonPromise}>{promise}</p>
        <p className={learn.learnFacts}>
          <span>{minutes} minutes</span>
          <span>{NEEDS[needs]}</span>
        </p>
        {missing && (
          <p className={learn.learnMissing} role="alert">
            This lesson has no step “{step}”. It has these:
          </p>
        )}
        <Contents lesson={lesson} done={done} />
      </header>
      {steps.map((each, index) => (
        <Step
          key={each.id}
          step={each}
          number={index + 1}
          lesson={lesson.id}
          done={done.has(stepKey(lesson.id, each.id))}
          addressed={each.id === step}
        />
      ))}
      <Neighbours lesson={lesson} />
    </article>
  );
}

function Contents({
  lesson: { id, steps },
  done,
}: {
  readonly lesson: Lesson;
  readonly done: ReadonlySet<string>;
}) {
  return (
    <nav className={styles.lessonSteps} aria-label="Steps of this lesson">
      <ol>
        {steps.map((step) => {
          const isDone = done.has(stepKey(id, step.id));
          return (
            <li key={step.id}>
              <a href={lessonAddress(id, step.id)}>
                <Mark done={isDone} /> {step.title}
                {isDone && <span className="unseen">, done</span>}
              </a>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

interface StepProps {
  readonly step: LessonStep;
  readonly number: number;
  readonly lesson: string;
  readonly done: boolean;
  readonly addressed: boolean;
}

function Step({ step: { id, title, task, Body }, number, lesson, done, addressed }: StepProps) {
  const section = useRef<HTMLElement>(null);
  const complete = useCallback(() => completeStep(stepKey(lesson, id)), [lesson, id]);
  useEffect(() => {
    if (!addressed) return;
    section.current?.focus({ preventScroll: true });
    section.current?.scrollIntoView();
  }, [addressed]);
  const titleId = `step-${id}`;
  return (
    <section
      className={styles.lessonStep}
      data-part="lesson-step"
      ref={section}
      tabIndex={-1}
      aria-labelledby={titleId}
    >
      <h3 id={titleId}>
        <span className={styles.lessonStepNumber}>{number}</span> {title}
        <a
          className={styles.lessonLink}
          href={lessonAddress(lesson, id)}
          aria-label={`Link to the step “${title}”`}
        >
          #
        </a>
      </h3>
      <Body done={done} complete={complete} />
      <p
        className={done ? `${styles.lessonTask} ${styles.done}` : styles.lessonTask}
        data-part="lesson-task"
        role="status"
      >
        <Mark done={done} />
        <span>
          <b>{done ? 'Done.' : 'Try it.'}</b> {task}
        </span>
      </p>
    </section>
  );
}

/** Colour is not the only cue: what is done has a tick in it. */
function Mark({ done }: { readonly done: boolean }) {
  return (
    <svg
      className={done ? `${styles.lessonMark} ${styles.done}` : styles.lessonMark}
      viewBox="0 0 16 16"
      aria-hidden="true"
    >
      <circle cx="8" cy="8" r="6.75" />
      {done && <path d="M4.8 8.3 7 10.5l4.2-4.8" />}
    </svg>
  );
}

function Neighbours({ lesson }: { readonly lesson: Lesson }) {
  const at = LESSONS.indexOf(lesson);
  const [before, after] = [LESSONS[at - 1], LESSONS[at + 1]];
  return (
    <nav className={styles.lessonNeighbours} aria-label="Lessons before and after">
      {before && (
        <a href={lessonAddress(before.id)} rel="prev">
          <small>Before</small> {before.title}
        </a>
      )}
      <a className={styles.lessonAfter} href={after ? lessonAddress(after.id) : '#learn'} rel="next">
        <small>{after ? 'Next' : 'All'}</small> {after ? after.title : 'The lessons'}
      </a>
    </nav>
  );
}
