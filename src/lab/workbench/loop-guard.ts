import { functionsOf, type WgslFunction, wordsOf } from './wgsl-scan.ts';

/**
 * Rounds that the loops of an invocation may make together; see below for functions with a barrier. Well below 65,535, after
 * which Mesa's llvmpipe ends all loops of an invocation by itself and without a word, so that none would be found endless.
 */
export const MOST_ROUNDS = 32_768;
/** Rounds of each loop in one call of a function with a barrier that others call, maybe in a loop. */
const MOST_CALLED_ROUNDS = 1024;

export interface GuardedSource {
  readonly code: string;
  /** Lines of the loops, from 1, in the order of their numbers. */
  readonly loops: readonly number[];
}

/** `loop_stop` holds rounds above these bits and the number of a loop, from 1, in them. */
const NUMBER_BITS = 16;
const MOST_NUMBER = 2 ** NUMBER_BITS - 1;

/** The line of the loop that a kernel was stopped in; null where `stop`, what `loop_stop` then holds, names none. */
export function stoppedLine(loops: readonly number[], stop: number): number | null {
  return loops[(stop & MOST_NUMBER) - 1] ?? null;
}

const BARRIERS = ['workgroupBarrier', 'storageBarrier', 'textureBarrier', 'workgroupUniformLoad'];

const DECLARATIONS = `@group(1) @binding(0) var<storage, read_write> loop_stop: atomic<u32>;
var<private> loop_rounds: u32;`;

/**
 * A kernel of a visitor's that cannot run for ever: every loop counts its rounds, and one that makes more than MOST_ROUNDS
 * leaves its number in `loop_stop` and ends. Many may: those after it find the rounds spent, and so does a loop around it or
 * one that it holds. Each leaves with its number the rounds that it made since it was entered, and the most of all stand:
 * that is the endless one. WGSL has no recursion, so loops are all that could. Nothing else would do: WebGPU cannot end a
 * dispatch. Measured in Chromium on its software adapter: while an endless one runs, other devices go on working; when the
 * worker that owns it is terminated, or the device destroyed, the GPU process waits for it, and no page gets a device any
 * more until the browser is started again.
 *
 * The counter is one for the whole invocation, so that loops in loops share it, but in a function with a barrier, where a
 * private variable would make the control flow non-uniform in WGSL's analysis: there each loop has a counter of its own,
 * which is as uniform as the loop was; the rounds since it was entered are always a loop's own. Line numbers stay: what is
 * added stands on lines that are there, or after the last one.
 */
export function guardLoops(code: string, rounds = MOST_ROUNDS): GuardedSource {
  const inserts: { readonly at: number; readonly text: string }[] = [];
  const loops: number[] = [];
  for (const each of functionsOf(code)) {
    const local = hasBarrier(code, each);
    const most = local && each.name !== 'main' ? Math.min(rounds, MOST_CALLED_ROUNDS) : rounds;
    const counters: string[] = [];
    for (const { start, body } of each.loops) {
      loops.push(lineAt(code, body));
      const number = Math.min(loops.length, MOST_NUMBER);
      const counter = local ? `loop_rounds_${loops.length}` : 'loop_rounds';
      if (local) counters.push(`var ${counter} = 0u;`);
      const own = `loop_own_${loops.length}`;
      const stop = `atomicMax(&loop_stop, (min(${own}, ${MOST_NUMBER}u) << ${NUMBER_BITS}u) | ${number}u)`;
      inserts.push({ at: start, text: `var ${own} = 0u; ` });
      inserts.push({
        at: body + 1,
        text: ` ${counter}++; ${own}++; if (${counter} > ${most}u) { ${stop}; break; }`,
      });
    }
    if (counters.length > 0) inserts.push({ at: each.bodyStart + 1, text: ` ${counters.join(' ')}` });
  }
  if (loops.length === 0) return { code, loops };
  const guarded = inserts
    .toSorted((a, b) => b.at - a.at)
    .reduce((text, { at, text: added }) => text.slice(0, at) + added + text.slice(at), code);
  return { code: `${guarded}\n${DECLARATIONS}\n`, loops };
}

function hasBarrier(code: string, { bodyStart, bodyEnd }: WgslFunction): boolean {
  return wordsOf(code.slice(bodyStart, bodyEnd)).some(({ text }) => BARRIERS.includes(text));
}

function lineAt(code: string, at: number): number {
  return code.slice(0, at).split('\n').length;
}
