import type { WgslWord } from './wgsl-scan.ts';

/**
 * Loops of a text whose threads do not meet share one budget in a private variable. That makes their control flow non-uniform
 * in WGSL's analysis, so the loops in which threads meet at a barrier share another, which is handed on by pointer and is
 * counted down where all threads are together alone: it stays as uniform as they are. Where what a loop computes decides
 * about a barrier, even a loop without one has to stay uniform: in the form `apart` such loops charge the shared budget too, and
 * report when it is spent, but end after a number of rounds of their own, of which the product is bounded.
 */
export const GUARD_FORMS = ['shared', 'apart'] as const;
export type GuardForm = (typeof GUARD_FORMS)[number];

/** What the guard needs of WGSL's own names; a text may give each another meaning. */
const NEEDED = [
  ...['u32', 'bool', 'atomic', 'atomicMax', 'atomicLoad', 'ptr'],
  ...['function', 'private', 'uniform', 'storage', 'read_write'],
];
const DECLARING = ['fn', 'struct', 'alias', 'const', 'override', 'var', '>'];

/** A name that the guard needs and a text declares at module scope, where the guard stands as well; null where there is none. */
export function takenName(words: readonly WgslWord[]): WgslWord | null {
  let depth = 0;
  for (let i = 0; i < words.length; i++) {
    const { text } = words[i];
    if (text === '{' || text === '(') depth++;
    else if (text === '}' || text === ')') depth--;
    else if (depth === 0 && NEEDED.includes(text) && isDeclared(words, i)) return words[i];
  }
  return null;
}

function isDeclared(words: readonly WgslWord[], i: number): boolean {
  const before = words[i - 1]?.text ?? '';
  if (!DECLARING.includes(before)) return false;
  return before !== '>' || [':', '='].includes(words[i + 1]?.text);
}

/** What no word of a text begins with. */
export function freshPrefix(words: readonly WgslWord[]): string {
  const taken = new Set(words.map(({ text }) => /^guard_(\d+)/.exec(text)?.[1]));
  let number = 0;
  while (taken.has(String(number))) number++;
  return `guard_${number}`;
}

/** A report holds rounds above these bits and the number of a loop, from 1, in them. */
export const NUMBER_BITS = 16;
export const MOST_NUMBER = 2 ** NUMBER_BITS - 1;

/**
 * What the guards of a text call, which bind a group of their own. `stop` takes what the loops that were ended had made of rounds
 * since they were entered, the most of all; `full` says that a larger budget would not help.
 */
export function declarations(name: string, group: number): string {
  return `
struct ${name}_Stop { loops: atomic<u32>, full: atomic<u32> }
struct ${name}_Limits { work: u32, rounds: u32, meeting_rounds: u32, each: u32 }
struct ${name}_Spent { work: u32, rounds: u32 }
@group(${group}) @binding(0) var<storage, read_write> ${name}_stop: ${name}_Stop;
@group(${group}) @binding(1) var<uniform> ${name}_limits: ${name}_Limits;
var<private> ${name}_spent: ${name}_Spent;
alias ${name}_Hold = ptr<function, ${name}_Spent>;

fn ${name}_report(number: u32, own: u32, full: bool) {
  var rounds = own;
  if (rounds > ${MOST_NUMBER}u) { rounds = ${MOST_NUMBER}u; }
  atomicMax(&${name}_stop.loops, (rounds << ${NUMBER_BITS}u) | number);
  if (full) { atomicMax(&${name}_stop.full, 1u); }
}

fn ${name}_begin() {
  if (atomicLoad(&${name}_stop.loops) > 0u) { ${name}_spent.work = ${name}_limits.work + 1u; }
}

fn ${name}_over(number: u32, own: u32, cost: u32) -> bool {
  if (${name}_spent.work <= ${name}_limits.work) { ${name}_spent.work += cost; }
  ${name}_spent.rounds += 1u;
  let full = ${name}_spent.rounds > ${name}_limits.rounds;
  let over = full | (${name}_spent.work > ${name}_limits.work);
  if (over) { ${name}_report(number, own, full); }
  return over;
}

fn ${name}_meeting_over(spent: ${name}_Hold, number: u32, own: u32, cost: u32) -> bool {
  if ((*spent).work <= ${name}_limits.work) { (*spent).work += cost; }
  (*spent).rounds += 1u;
  let full = (*spent).rounds > ${name}_limits.meeting_rounds;
  let over = full | ((*spent).work > ${name}_limits.work);
  if (over) { ${name}_report(number, own, full); }
  return over;
}

fn ${name}_apart_over(number: u32, own: u32, cost: u32) -> bool {
  ${name}_over(number, own, cost);
  let over = own > ${name}_limits.each;
  if (over) { ${name}_report(number, own, false); }
  return over;
}
`;
}
