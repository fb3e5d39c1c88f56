import { kept } from './portable-math.ts';

/** Values as operands: the same array where none is too small for one, else a copy. */
export function keptValues(values: Float32Array): Float32Array {
  return values.every((x) => Object.is(kept(x), x)) ? values : values.map(kept);
}
