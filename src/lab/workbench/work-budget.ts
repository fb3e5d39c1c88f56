import { callCosts, type FunctionCost } from './call-costs.ts';
import { type EditableKernel, originalText, preludeText } from './kernels.ts';
import type { GuardedSource } from './loop-guard.ts';
import type { BenchSetup } from './setup.ts';
import { joined } from './text-lines.ts';
import { wordsOf } from './wgsl-scan.ts';
import { functionsOf } from './wgsl-shape.ts';

/**
 * Rounds of the loops of an invocation together: of those in which threads do not meet, and of those in which they do. Below
 * 65,535 in all, after which Mesa's llvmpipe ends all loops of an invocation by itself and without a word, so that none would
 * be found endless.
 */
export const MOST_ROUNDS = 49_152;
const MOST_MEETING_ROUNDS = 12_288;
/** Words that an invocation may run through in each of its two budgets: rounds times the words of a round, calls included. */
export const MOST_WORK = 2 ** 30;
/** What all loops may come to in the form `apart`, if each made every round that it may. */
const MOST_WORK_APART = 2 ** 24;

/**
 * The budget that a test begins with: every word of the original, calls included, for each term of its sum. That is several
 * times what the original needs (work-budget.gpu.test.ts), so a kernel like it is never stopped for the time that it takes.
 */
export function firstWork(kernel: EditableKernel, setup: BenchSetup): number {
  const words = wordsOf(joined(preludeText(kernel, setup.dtype), originalText(kernel, setup.dtype)));
  const main = callCosts(words, functionsOf(words)).of('main');
  return Math.min(MOST_WORK, main.words * termsOf(setup));
}

/** Terms that one thread may come to add: those of an output, of four heads and 16 of their elements in attention. */
function termsOf({ operation, dimensions }: BenchSetup): number {
  switch (operation) {
    case 'matmul':
      return dimensions.terms;
    case 'rmsnorm':
      return dimensions.hidden;
    case 'attention': {
      const { heads, kvHeads, headDim, context } = dimensions;
      return context * Math.ceil(heads / kvHeads / 4) * Math.ceil(headDim / 16);
    }
  }
}

/** So many that as many in every loop of the deepest nest, each of the longest's words, are MOST_WORK_APART. */
export function roundsApart(costs: readonly FunctionCost[]): number {
  const depth = Math.max(...costs.map((each) => each.depth));
  const longest = Math.max(...costs.flatMap(({ loops }) => loops.map(({ words }) => words)));
  return Math.max(1, Math.floor((MOST_WORK_APART / longest) ** (1 / depth)));
}

/** The limits of a guarded text as its uniform has them. */
export function limitWords(guarded: GuardedSource | null, work: number): Uint32Array<ArrayBuffer> {
  const each = guarded?.each ?? 0;
  return guarded?.form === 'apart'
    ? Uint32Array.of(MOST_WORK, 0, Math.min(each, MOST_MEETING_ROUNDS), each)
    : Uint32Array.of(work, MOST_ROUNDS, MOST_MEETING_ROUNDS, 0);
}
