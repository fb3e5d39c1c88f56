import { type ReactNode, useCallback, useEffect, useRef } from 'react';
import { completeStep, stepKey } from '../../state/lesson-progress.ts';
import styles from './lesson.module.css';
import type { LessonStep } from './lesson.ts';
import { LessonMark } from './lesson-mark.tsx';
import { lessonAddress } from './lessons.ts';
import { flagsText, useReading } from './locks.ts';

interface StepProps {
  readonly step: LessonStep;
  readonly number: number;
  readonly lesson: string;
  readonly done: boolean;
  readonly addressed: boolean;
}

export function Step({
  step: { id, title, task, observe, Body },
  number,
  lesson,
  done,
  addressed,
}: StepProps) {
  const complete = useCallback(() => completeStep(stepKey(lesson, id)), [lesson, id]);
  return (
    <StepSection {...{ id, title, lesson, addressed }} mark={String(number)}>
      <Body done={done} complete={complete} />
      <p className={styles.lessonObserve} data-part="lesson-observe">
        <b>What to observe.</b> {observe}
      </p>
      <Task done={done}>{task}</Task>
    </StepSection>
  );
}

interface StepSectionProps {
  readonly id: string;
  readonly title: string;
  readonly lesson: string;
  /** Before the title. */
  readonly mark: string;
  readonly addressed: boolean;
  readonly children: ReactNode;
}

/** A part of a lesson with an address of its own, which has the focus when that is followed. */
export function StepSection({ id, title, lesson, mark, addressed, children }: StepSectionProps) {
  const section = useRef<HTMLElement>(null);
  const flags = flagsText(useReading().flags);
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
        <span className={styles.lessonStepNumber}>{mark}</span> {title}
        <a
          className={styles.lessonLink}
          href={lessonAddress(lesson, id, flags)}
          aria-label={`Link to the step “${title}”`}
        >
          #
        </a>
      </h3>
      {children}
    </section>
  );
}

/** What there is to do, and whether it was done. */
export function Task({ done, children }: { readonly done: boolean; readonly children: ReactNode }) {
  return (
    <p
      className={done ? `${styles.lessonTask} ${styles.done}` : styles.lessonTask}
      data-part="lesson-task"
      role="status"
    >
      <LessonMark done={done} />
      <span>
        <b>{done ? 'Done.' : 'Try it.'}</b> {children}
      </span>
    </p>
  );
}
