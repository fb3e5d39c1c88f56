import type { Lesson } from './lesson.ts';

/** Silent reading of English non-fiction: Brysbaert 2019, in the list of references. */
export const WORDS_A_MINUTE = 238;

/** What a reader is allowed for the rest: an assumption, and said as one wherever minutes are explained. */
export const ALLOWED = { step: 1.5, question: 0.5, run: 1 } as const;

/** Minutes for a lesson, rounded up: its words at reading speed, its things to do, its questions, and its waits for the model. */
export function lessonMinutes({ words, steps, needs, guide }: Lesson): number {
  const doing = ALLOWED.step * steps.length + ALLOWED.question * guide.exit.length;
  const waiting = needs === 'engine' ? ALLOWED.run : 0;
  return Math.ceil(words / WORDS_A_MINUTE + doing + waiting);
}

/** How minutes come about, for who asks. */
export const MINUTES_WORDS = `Minutes are the words at ${WORDS_A_MINUTE} a minute, and what we allow for the rest: ${ALLOWED.step} for each thing to do, ${ALLOWED.question} for each question of the exit check, and ${ALLOWED.run} more where the model runs.`;
