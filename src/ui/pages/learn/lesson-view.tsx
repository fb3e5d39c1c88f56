import { useEffect, useRef } from 'react';
import { useTitle } from '../../kit/use-title.ts';
import { useProgress } from '../../state/lesson-progress.ts';
import { ExitCheck } from './exit-check.tsx';
import { FurtherReading } from './further-reading.tsx';
import learn from './learn.module.css';
import styles from './lesson.module.css';
import type { Lesson } from './lesson.ts';
import { LessonMark } from './lesson-mark.tsx';
import { lessonMinutes, MINUTES_WORDS } from './lesson-minutes.ts';
import { EXIT, EXIT_TITLE, isStepDone, openSteps } from './lesson-state.ts';
import { Step } from './lesson-step.tsx';
import { LESSONS, lessonAddress, NEEDS, prerequisites } from './lessons.ts';
import { flagsText, useLock, useReading } from './locks.ts';
import { LocksNote } from './locks-note.tsx';

interface LessonViewProps {
  readonly lesson: Lesson;
  /** The step that the address names, or `exit`; null for the lesson's beginning. */
  readonly step: string | null;
}

/** A lesson on one page, scrolled to the step that is addressed. */
export function LessonView({ lesson, step }: LessonViewProps) {
  const { id, title, promise, steps } = lesson;
  const done = useProgress();
  const inOrder = useLock('order');
  const heading = useRef<HTMLHeadingElement>(null);
  const missing = step !== null && step !== EXIT && !steps.some((each) => each.id === step);
  const place = step === EXIT ? EXIT_TITLE : steps.find((each) => each.id === step)?.title;
  useTitle(
    `Lesson ${LESSONS.indexOf(lesson) + 1}: ${title}${place === undefined ? '' : `, ${place}`} - Batchmates`,
  );
  const open = inOrder ? openSteps(lesson, done) : steps.length + 1;
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
        <Facts lesson={lesson} />
        <LocksNote />
        {missing && (
          <p className={learn.learnMissing} role="alert">
            This lesson has no step “{step}”. It has these:
          </p>
        )}
        <Contents lesson={lesson} done={done} open={open} />
      </header>
      {steps.slice(0, open).map((each, index) => (
        <Step
          key={each.id}
          step={each}
          number={index + 1}
          lesson={id}
          done={isStepDone(lesson, each.id, done)}
          addressed={each.id === step}
        />
      ))}
      {open > steps.length ? (
        <ExitCheck lesson={lesson} addressed={step === EXIT} />
      ) : (
        <p className={styles.lessonLater} role="status">
          {steps.length - open === 0
            ? 'The exit check opens when this step is done.'
            : `The next step opens when this one is done; ${steps.length - open} and the exit check are to come.`}
        </p>
      )}
      <FurtherReading lesson={lesson} />
      <Neighbours lesson={lesson} />
    </article>
  );
}

/** How long it takes, what it runs, and what to know first. */
function Facts({ lesson }: { readonly lesson: Lesson }) {
  const flags = flagsText(useReading().flags);
  const before = prerequisites(lesson);
  return (
    <p className={learn.learnFacts}>
      <span title={MINUTES_WORDS}>{lessonMinutes(lesson)} minutes</span>
      <span>{NEEDS[lesson.needs]}</span>
      <span>
        {before.length === 0 ? 'nothing to know first' : 'know first: '}
        {before.map(({ id, title }) => (
          <a key={id} href={lessonAddress(id, undefined, flags)}>
            {title}
          </a>
        ))}
      </span>
      <a href={`./learn/${lesson.id}.txt`} data-part="plain-text">
        as plain text
      </a>
    </p>
  );
}

interface ContentsProps {
  readonly lesson: Lesson;
  readonly done: ReadonlySet<string>;
  /** Steps that are open, the exit check counted as one. */
  readonly open: number;
}

function Contents({ lesson, done, open }: ContentsProps) {
  const flags = flagsText(useReading().flags);
  const entries = [...lesson.steps.map(({ id, title }) => ({ id, title })), { id: EXIT, title: EXIT_TITLE }];
  return (
    <nav className={styles.lessonSteps} aria-label="Steps of this lesson">
      <ol>
        {entries.map(({ id, title }, index) => {
          const isDone = isStepDone(lesson, id, done);
          return (
            <li key={id}>
              {index < open ? (
                <a href={lessonAddress(lesson.id, id, flags)}>
                  <LessonMark done={isDone} /> {title}
                  {isDone && <span className="unseen">, done</span>}
                </a>
              ) : (
                <span>
                  <LessonMark done={false} /> {title} <small>locked</small>
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

function Neighbours({ lesson }: { readonly lesson: Lesson }) {
  const flags = flagsText(useReading().flags);
  const at = LESSONS.indexOf(lesson);
  const [before, after] = [LESSONS[at - 1], LESSONS[at + 1]];
  return (
    <nav className={styles.lessonNeighbours} aria-label="Lessons before and after">
      {before && (
        <a href={lessonAddress(before.id, undefined, flags)} rel="prev">
          <small>Before</small> {before.title}
        </a>
      )}
      <a
        className={styles.lessonAfter}
        href={after ? lessonAddress(after.id, undefined, flags) : '#learn'}
        rel="next"
      >
        <small>{after ? 'Next' : 'All'}</small> {after ? after.title : 'The lessons'}
      </a>
    </nav>
  );
}
