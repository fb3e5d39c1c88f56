import { type Progress, stepKey } from '../../state/lesson-progress.ts';
import type { Lesson } from './lesson.ts';

/** The exit check's place among the steps: in addresses, and where progress is kept. */
export const EXIT = 'exit';
export const EXIT_TITLE = 'Exit check';

export function isStepDone({ id }: Lesson, step: string, done: Progress): boolean {
  return done.has(stepKey(id, step));
}

/** Steps done, the exit check not counted. */
export function doneIn(lesson: Lesson, done: Progress): number {
  return lesson.steps.filter(({ id }) => isStepDone(lesson, id, done)).length;
}

/** Every step done and the exit check answered. */
export function isFinished(lesson: Lesson, done: Progress): boolean {
  return doneIn(lesson, done) === lesson.steps.length && isStepDone(lesson, EXIT, done);
}

/** Steps that are open where each opens after the one before it; with all done one more, the exit check. */
export function openSteps(lesson: Lesson, done: Progress): number {
  const undone = lesson.steps.findIndex(({ id }) => !isStepDone(lesson, id, done));
  return undone < 0 ? lesson.steps.length + 1 : undone + 1;
}
