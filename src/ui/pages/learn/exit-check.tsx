import { useState } from 'react';
import { completeStep, stepKey, useProgress } from '../../state/lesson-progress.ts';
import { CompletionCard } from './codes/completion-card.tsx';
import styles from './lesson.module.css';
import type { Lesson } from './lesson.ts';
import { EXIT, EXIT_TITLE, isFinished, isStepDone } from './lesson-state.ts';
import { StepSection, Task } from './lesson-step.tsx';
import { Predict } from './parts/predict.tsx';

interface ExitCheckProps {
  readonly lesson: Lesson;
  readonly addressed: boolean;
}

/** Questions about what the lesson promised, and, once all is done, a code that says so. */
export function ExitCheck({ lesson, addressed }: ExitCheckProps) {
  const {
    id,
    guide: { objectives, exit },
  } = lesson;
  const [answered, setAnswered] = useState(0);
  const progress = useProgress();
  const done = isStepDone(lesson, EXIT, progress);
  const onAnswered = () => {
    setAnswered(answered + 1);
    if (answered + 1 === exit.length) completeStep(stepKey(id, EXIT));
  };
  return (
    <StepSection id={EXIT} title={EXIT_TITLE} lesson={id} mark="✓" {...{ addressed }}>
      <p>You should now be able to:</p>
      <ul>
        {objectives.map((objective) => (
          <li key={objective}>{objective}</li>
        ))}
      </ul>
      {exit.map(({ question, options, answer, because }) => (
        <Predict key={question} {...{ question, options, answer, onAnswered }}>
          <p>{because}</p>
        </Predict>
      ))}
      <Task done={done}>Answer all {exit.length} before you look anything up.</Task>
      {isFinished(lesson, progress) ? (
        <CompletionCard lesson={lesson} />
      ) : (
        <p className={styles.lessonLater}>
          When every step and the exit check are done, this is where a completion code can be made, to hand in
          if somebody asked for one.
        </p>
      )}
    </StepSection>
  );
}
