import type { Lesson } from './lesson.ts';
import { lesson as floats } from './lessons/floats/lesson.tsx';
import { lesson as leaking } from './lessons/leaking/lesson.tsx';
import { lesson as neighbours } from './lessons/neighbours/lesson.tsx';
import { lesson as oneBitToAnotherWord } from './lessons/one-bit-to-another-word/lesson.tsx';
import { lesson as orderMatters } from './lessons/order-matters/lesson.tsx';
import { lesson as sameEverywhere } from './lessons/same-everywhere/lesson.tsx';
import { lesson as thePrice } from './lessons/the-price/lesson.tsx';
import { lesson as theTax } from './lessons/the-tax/lesson.tsx';
import { lesson as threeKernels } from './lessons/three-kernels/lesson.tsx';
import { lesson as trades } from './lessons/trades/lesson.tsx';
import { lesson as waiting } from './lessons/waiting/lesson.tsx';
import { lesson as whyReorder } from './lessons/why-reorder/lesson.tsx';

/** In the order in which they build on each other. */
export const LESSONS: readonly Lesson[] = [
  floats,
  orderMatters,
  whyReorder,
  threeKernels,
  oneBitToAnotherWord,
  thePrice,
  sameEverywhere,
  neighbours,
  leaking,
  waiting,
  trades,
  theTax,
];

/** @param flags the end of the address, which says what is locked: see `flagsText`. */
export function lessonAddress(lesson: string, step?: string, flags = ''): string {
  return step === undefined ? `#learn/${lesson}${flags}` : `#learn/${lesson}/${step}${flags}`;
}

/** The lessons to know before a lesson. */
export function prerequisites({ after }: Lesson): Lesson[] {
  return LESSONS.filter(({ id }) => after.includes(id));
}

/** What a lesson needs, in words. */
export const NEEDS: Readonly<Record<Lesson['needs'], string>> = {
  nothing: 'needs only this page',
  engine: 'runs the model here',
};
