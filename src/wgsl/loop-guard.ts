import { callCosts, type FunctionCost } from './call-costs.ts';
import { freshPrefix, type GuardForm, MOST_NUMBER, NUMBER_BITS, takenName } from './guard-code.ts';
import { GuardWriter } from './guard-writer.ts';
import { joined, linesAt } from './text-lines.ts';
import { wordsOf } from './wgsl-scan.ts';
import { functionsOf } from './wgsl-shape.ts';

export interface GuardedLoop {
  /** Where its body begins, from 1. */
  readonly line: number;
  /** The line of the loop around it in the same function; null where there is none. */
  readonly within: number | null;
}

/** Most loops that stand in each other, calls included, and the most that a round of any loop costs. */
export interface LoopNest {
  readonly depth: number;
  readonly cost: number;
}

export interface GuardedSource {
  readonly code: string;
  /** In the order of their numbers. */
  readonly loops: readonly GuardedLoop[];
  readonly form: GuardForm;
  readonly nest: LoopNest;
}

interface GuardOptions {
  /** What stands before the text. */
  readonly prelude?: string;
  readonly form?: GuardForm;
  /** The bind group that the kernel leaves to the guards. */
  readonly group?: number;
  /** Once a loop was ended, loops in which threads do not meet end at once in every invocation that begins later. */
  readonly endTogether?: boolean;
}

/** What a report of the guard says: the loop that had made most rounds of those that were ended, and how many since it was entered. */
export function readStop(
  loops: readonly GuardedLoop[],
  report: number,
): (GuardedLoop & { readonly rounds: number }) | null {
  const loop = loops[(report & MOST_NUMBER) - 1];
  return loop ? { ...loop, rounds: report >>> NUMBER_BITS } : null;
}

/**
 * A kernel of a visitor's that cannot run for ever: every loop charges each of its rounds, with the words of the round and
 * what they may move, to a budget of the invocation, and ends where it is spent. Many loops may end then: those around it, and those after it in their
 * first round. Each reports the rounds that it made since it was entered, and the most of all stand. Which of the loops under way
 * is endless cannot be told: it may be the one around a long one that ends.
 *
 * WGSL has no recursion, so loops are all that could take for ever; what calls can take follows from the text (text-limits.ts).
 * Nothing else would do: WebGPU cannot end a dispatch. Measured in Chromium on its software adapter: while an endless one runs,
 * other devices go on working; when the worker that owns it is terminated, or the device destroyed, the GPU process waits for it,
 * and no page gets a device any more until the browser is started again.
 *
 * Inside a function only names that the text cannot hold are used, so that none can be shadowed. Lines stay: what is added stands
 * on lines that are there, or after the last one. Throws RangeError where the text gives a name that the guard needs another meaning.
 */
export function guardLoops(
  text: string,
  { prelude = '', form = 'shared', group = 1, endTogether = false }: GuardOptions = {},
): GuardedSource {
  const code = joined(prelude, text);
  const words = wordsOf(code);
  const functions = functionsOf(words);
  const costs = callCosts(words, functions);
  const loops = functions.flatMap((each) => each.loops);
  if (loops.length === 0) return { code, loops: [], form, nest: { depth: 0, cost: 0 } };
  const offset = code.length - text.length;
  const taken = takenName(words);
  if (taken)
    throw new RangeError(
      `line ${linesAt(text, [taken.at - offset])[0]} declares ${taken.text}, and the counters that loops are given need what WGSL means by it: give it another name`,
    );
  const writer = new GuardWriter(code, words, { costs, form, group, endTogether, name: freshPrefix(words) });
  for (const each of functions) writer.guard(each);
  const lines = linesAt(
    text,
    loops.map(({ body }) => words[body].at - offset),
  );
  const lineOf = new Map(loops.map((loop, i) => [loop, lines[i]]));
  return {
    code: writer.finish(),
    loops: loops.map(({ within }, i) => ({ line: lines[i], within: (within && lineOf.get(within)) ?? null })),
    form,
    nest: deepestNest(functions.map((each) => costs.of(each.name))),
  };
}

function deepestNest(costs: readonly FunctionCost[]): LoopNest {
  return {
    depth: Math.max(...costs.map((each) => each.depth)),
    cost: Math.max(...costs.flatMap(({ loops }) => loops.map(({ words }) => words))),
  };
}
