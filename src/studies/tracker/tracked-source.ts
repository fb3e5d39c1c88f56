import type { AnswerLibrary, Decoding } from './answer-library.ts';
import type { TrackedFault } from './faults.ts';

/** Where simulated answers come from: chances of each task, before a fault and under it. Shares in [0, 1]. */
export interface TrackedSource {
  /** (tasks) */
  readonly before: Float64Array;
  /** (tasks) */
  readonly after: Float64Array;
  /** Of a fault that grows, (tasks) on its `day`-th day, from 1, instead of `after`. */
  readonly afterOn?: (day: number) => Float64Array;
}

/**
 * Answers that the model really gave: each time a task is asked one of its graded answers is drawn, so that it passes with the share of
 * them that did. Of a misrouted share each request goes astray by itself.
 */
export function librarySource(
  library: AnswerLibrary,
  { answers, share }: Pick<TrackedFault, 'answers' | 'share'>,
  decoding: Decoding,
): TrackedSource {
  const before = library.answersOf('none', decoding).rates;
  const other = library.answersOf(answers, decoding).rates;
  return { before, after: before.map((rate, task) => (1 - share) * rate + share * other[task]) };
}

/** As many tasks as the library has, so that both may be sampled alike. */
const TASKS = 500;

/** Tasks that all pass at one rate, for whoever has no more than a tracker's figures. */
export function rateSource(before: number, after: number): TrackedSource {
  return { before: new Float64Array(TASKS).fill(before), after: new Float64Array(TASKS).fill(after) };
}

export function meanRate(rates: ArrayLike<number>): number {
  return Array.from(rates).reduce((sum, rate) => sum + rate, 0) / rates.length;
}
