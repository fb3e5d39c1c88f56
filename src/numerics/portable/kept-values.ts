import type { MathName } from '../math-name.ts';
import { PORTABLE_BITS } from './constants.ts';
import { kept } from './portable-math.ts';

/** Values as an arithmetic reads them: portable ones that are too small for an operand are 0. The same array where nothing changes, else a copy. */
export function valuesAsRead<Values extends Float32Array>(values: Values, math: MathName): Values {
  return math === 'native' || areKept(values) ? values : (values.map(kept) as Values);
}

/** Whether no value is too small: zeros of either sign are operands. */
function areKept(values: Float32Array): boolean {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return bits.every((each) => (each & 0x7fffffff) === 0 || (each & 0x7fffffff) >= PORTABLE_BITS.LEAST);
}
