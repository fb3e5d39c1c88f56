import { type ReactNode, useState } from 'react';
import { useArrival } from '../../../kit/arrival.ts';
import tables from '../../../kit/styles/tables.module.css';
import { useTitle } from '../../../kit/use-title.ts';
import learn from '../learn.module.css';
import lessonStyles from '../lesson.module.css';
import type { Lesson } from '../lesson.ts';
import { LessonList } from '../lesson-list.tsx';
import { LESSONS, lessonAddress } from '../lessons.ts';
import { NO_FLAGS, ReadingContext, useLock } from '../locks.ts';
import { Predict } from '../parts/predict.tsx';
import { PrintButton } from '../print-button.tsx';
import styles from '../teachers.module.css';

/** `#learn/solutions/<lesson>`: one way to do each step, and every question with its answer, behind a click. */
export function SolutionsPage({ entry }: { readonly entry: string | null }) {
  const lesson = LESSONS.find(({ id }) => id === entry);
  if (!lesson) return <LessonList missing={`There is no solution sheet “${entry ?? ''}”.`} />;
  return <Sheet key={lesson.id} lesson={lesson} />;
}

function Sheet({ lesson }: { readonly lesson: Lesson }) {
  useTitle(`Solutions: ${lesson.title} - Batchmates`);
  const heading = useArrival(false);
  const kept = useLock('answers');
  const [open, setOpen] = useState(false);
  return (
    <article className={lessonStyles.lesson} data-part="solutions">
      <p className={lessonStyles.lessonPlace}>
        <a href="#learn/teachers">For teachers</a> <span aria-hidden="true">/</span> Solutions
      </p>
      <header className={`${learn.lessonHead} ${lessonStyles.lessonHead}`}>
        <h2 ref={heading} tabIndex={-1}>
          Solutions: {lesson.title}
        </h2>
        <p className={lessonStyles.lessonPromise}>
          One way to do each step of <a href={lessonAddress(lesson.id)}>the lesson</a>, and every question
          with its answer.
        </p>
      </header>
      {open ? (
        <Answers lesson={lesson} />
      ) : kept ? (
        <p>This link keeps the answers for class.</p>
      ) : (
        <p className={styles.veil}>
          <button type="button" onClick={() => setOpen(true)}>
            Show the solutions
          </button>
          <span className={tables.note}>Here for lessons’ sake: try the steps first.</span>
        </p>
      )}
    </article>
  );
}

const SHEET = { flags: NO_FLAGS, as: 'sheet' } as const;
const nothing = () => undefined;

function Answers({ lesson: { steps, guide } }: { readonly lesson: Lesson }) {
  return (
    <ReadingContext value={SHEET}>
      <PrintButton>Print this sheet</PrintButton>
      {steps.map(({ id, title, task, Body }, index) => (
        <Part key={id} mark={String(index + 1)} title={title}>
          <p>
            <b>Task.</b> {task}
          </p>
          <p>
            <b>One way.</b> {guide.solutions[id]}
          </p>
          <div className={styles.questions}>
            <Body done complete={nothing} />
          </div>
        </Part>
      ))}
      <Part mark="✓" title="Exit check">
        {guide.exit.map(({ question, options, answer, because }) => (
          <Predict key={question} {...{ question, options, answer }}>
            <p>{because}</p>
          </Predict>
        ))}
      </Part>
    </ReadingContext>
  );
}

interface PartProps {
  readonly mark: string;
  readonly title: string;
  readonly children: ReactNode;
}

function Part({ mark, title, children }: PartProps) {
  return (
    <section className={lessonStyles.lessonStep}>
      <h3>
        <span className={lessonStyles.lessonStepNumber}>{mark}</span> {title}
      </h3>
      {children}
    </section>
  );
}
