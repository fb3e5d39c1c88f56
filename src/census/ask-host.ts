import { f32Bits, f32FromBits } from '../numerics/bits.ts';
import type { Respondent } from './question.ts';

/** The CPU engine's arithmetic: f64 operations of JavaScript, each result rounded to f32. */
export const hostRespondent: Respondent = {
  offers: () => false,
  answer({ of, gives, host }, operands) {
    const read = of === 'u32' ? (word: number) => word : f32FromBits;
    const write = gives === undefined ? f32Bits : (word: number) => word;
    const [a, b, c] = operands;
    return Promise.resolve(Uint32Array.from(a, (word, i) => write(host(read(word), read(b[i]), read(c[i])))));
  },
};
