import { bitsOf } from '../numerics/bits.ts';
import { mixBits } from '../numerics/gumbel.ts';
import type { OperandWords, Question, Triple } from './question.ts';

/** Bits of the operands of cases 0, 1, ... */
export function operandWords({ of }: Question, cases: readonly Triple[]): OperandWords {
  return [0, 1, 2].map((which) => {
    const values = cases.map((triple) => triple[which]);
    return of === 'u32' ? Uint32Array.from(values) : new Uint32Array(bitsOf(Float32Array.from(values)));
  }) as unknown as OperandWords;
}

/** A random value between two bounds, even over them, as f32. */
export function between(low: number, high: number, seed: number, i: number): number {
  return Math.fround(low + (high - low) * (mixBits(seed * 0x9e3779b1 + i) / 2 ** 32));
}

/** `count` cases of a rule. */
export function casesOf(count: number, rule: (i: number) => Triple): readonly Triple[] {
  return Array.from({ length: count }, (_, i) => rule(i));
}

/** Eight hexadecimal digits that follow every bit of the words and their order. */
export function digestOf(words: Uint32Array): string {
  let hash = 0x811c9dc5;
  for (const word of words) hash = mixBits(Math.imul(hash, 0x01000193) ^ word);
  return hash.toString(16).padStart(8, '0');
}
