import { wordCosts } from './value-sizes.ts';
import type { WgslWord } from './wgsl-scan.ts';
import type { WgslFunction, WgslLoop } from './wgsl-shape.ts';

/** What wants uniform control flow: a loop that holds one, or calls a function that does, may only be left by all threads together. */
const MEETINGS = ['workgroupBarrier', 'storageBarrier', 'textureBarrier', 'workgroupUniformLoad'];
const SUBGROUP = /^(?:subgroup|quad(?:Broadcast|Swap))/;

export interface LoopCost {
  /** What the words of one round cost (value-sizes.ts), with those of all functions that it calls in their places. */
  readonly words: number;
  /** Whether threads meet in it. */
  readonly meets: boolean;
}

export interface FunctionCost {
  /** The same of its body: what a compiler that inlines has to compile. */
  readonly words: number;
  readonly meets: boolean;
  /** Most loops that stand in each other, in it and what it calls. */
  readonly depth: number;
  /** In the order of the function's loops. */
  readonly loops: readonly LoopCost[];
}

export interface CallCosts {
  /** Elements of the largest value that a statement may move. */
  readonly largest: number;
  readonly of: (name: string) => FunctionCost;
  /** The function that a word calls; null where it calls none of the text. */
  readonly called: (word: number) => string | null;
}

/** WGSL has no recursion: what a call costs follows from the text. A text that recurses does not compile; there it counts as nothing. */
const NOTHING: FunctionCost = { words: 0, meets: false, depth: 0, loops: [] };

/** Looks at every word of a function once. */
export function callCosts(words: readonly WgslWord[], functions: readonly WgslFunction[]): CallCosts {
  const own = wordCosts(words);
  const known = new Map(functions.map((each) => [each.name, each]));
  const costs = new Map<string, FunctionCost>();
  const called = (i: number): string | null => {
    const { text } = words[i];
    const isCall = known.has(text) && words[i + 1]?.text === '(' && words[i - 1]?.text !== '@';
    return isCall ? text : null;
  };
  const of = (name: string): FunctionCost => {
    const before = costs.get(name);
    if (before) return before;
    const each = known.get(name);
    if (!each) return NOTHING;
    costs.set(name, NOTHING);
    const cost = costOf(each, words, {
      own: own.of,
      callee: (i) => {
        const callee = called(i);
        return callee === null ? null : of(callee);
      },
    });
    costs.set(name, cost);
    return cost;
  };
  return { of, called, largest: own.largest };
}

/** Sums over the words so far, so that a loop's are those at its end less those at its start. */
interface Sums {
  readonly words: number;
  readonly meetings: number;
}

function costOf(
  { body, end, loops }: WgslFunction,
  words: readonly WgslWord[],
  { own, callee }: { own: (word: number) => number; callee: (word: number) => FunctionCost | null },
): FunctionCost {
  const starts = new Map(loops.map((loop) => [loop.start, loop]));
  const at = new Map<WgslLoop, Sums>();
  const found = new Map<WgslLoop, LoopCost>();
  const open: WgslLoop[] = [];
  let sums: Sums = { words: 0, meetings: 0 };
  let depth = 0;
  for (let i = body; i < end; i++) {
    const loop = starts.get(i);
    if (loop) {
      at.set(loop, sums);
      open.push(loop);
    }
    const cost = callee(i);
    const meets = cost?.meets || isMeeting(words[i].text);
    sums = { words: sums.words + own(i) + (cost?.words ?? 0), meetings: sums.meetings + Number(meets) };
    depth = Math.max(depth, open.length + (cost?.depth ?? 0));
    if (open[open.length - 1]?.end === i) close(open, sums);
  }
  while (open.length > 0) close(open, sums);
  return {
    words: sums.words,
    meets: sums.meetings > 0,
    depth,
    loops: loops.map((loop) => found.get(loop) as LoopCost),
  };

  function close(stack: WgslLoop[], now: Sums): void {
    const loop = stack.pop() as WgslLoop;
    const before = at.get(loop) as Sums;
    found.set(loop, { words: now.words - before.words, meets: now.meetings > before.meetings });
  }
}

function isMeeting(text: string): boolean {
  return MEETINGS.includes(text) || SUBGROUP.test(text);
}
