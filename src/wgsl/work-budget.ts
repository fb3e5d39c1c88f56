import { callCosts } from './call-costs.ts';
import type { GuardedSource } from './loop-guard.ts';
import { wordsOf } from './wgsl-scan.ts';
import { functionsOf } from './wgsl-shape.ts';

/**
 * Rounds of the loops of an invocation together: of those in which threads do not meet, and of those in which they do. Well below
 * 65,535 in all, after which Mesa's llvmpipe ends all loops of an invocation by itself and without a word, so that none would
 * be found endless: loops that find the budget spent still begin a round.
 */
const MOST_ROUNDS = 32_768;
const MOST_MEETING_ROUNDS = 8192;
/** What an invocation may spend of each of its two budgets: rounds times the words of a round, calls included, times what a word may cost. */
export const MOST_WORK = 2 ** 30;

/**
 * A budget, in words, for whatever takes the place of a kernel: every word of its code twice, calls included, for each term that one
 * thread may come to add. That is several times what the original needs (work-budget.gpu.test.ts), so a kernel like it is never
 * stopped for the time that it takes.
 */
export function workLike(code: string, terms: number): number {
  const words = wordsOf(code);
  const main = callCosts(words, functionsOf(words)).of('main');
  return Math.min(MOST_WORK, 2 * main.words * terms);
}

/** Keys times query heads, four at a time, times their elements, 16 at a time: what one thread of attention may come to add. */
export function attentionTerms(
  { heads, kvHeads, headDim }: Readonly<Record<'heads' | 'kvHeads' | 'headDim', number>>,
  keys: number,
): number {
  return keys * Math.ceil(heads / kvHeads / 4) * Math.ceil(headDim / 16);
}

/** The limits of a guarded text as its uniform has them: work, rounds, rounds that meet, rounds of each loop in the form `apart`. */
export function limitWords({ form, nest }: GuardedSource, work: number): Uint32Array<ArrayBuffer> {
  if (form === 'shared') return Uint32Array.of(work, MOST_ROUNDS, MOST_MEETING_ROUNDS, 0);
  // As many in every loop of the deepest nest come to the budget.
  const each = Math.floor((work / nest.cost) ** (1 / nest.depth));
  return Uint32Array.of(
    work,
    MOST_ROUNDS,
    ...[MOST_MEETING_ROUNDS, MOST_ROUNDS].map((most) => Math.min(each, most)),
  );
}
