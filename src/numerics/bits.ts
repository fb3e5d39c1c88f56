const float32 = new Float32Array(1);
const word32 = new Uint32Array(float32.buffer);

/** The 32 bits of an f32, as an unsigned integer. `x` is rounded to f32 first. */
export function f32Bits(x: number): number {
  float32[0] = x;
  return word32[0];
}

/** The f32 with these 32 bits. */
export function f32FromBits(bits: number): number {
  word32[0] = bits;
  return float32[0];
}

/** The same memory seen as bits; no copy. */
export function bitsOf(values: Float32Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length);
}

/** Number of places where two arrays of equal length differ in any bit: -0 is not 0, a NaN equals itself. */
export function countDifferingBits(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new RangeError(`cannot compare ${a.length} values with ${b.length}`);
  const bitsA = bitsOf(a);
  const bitsB = bitsOf(b);
  let differing = 0;
  for (let i = 0; i < bitsA.length; i++) if (bitsA[i] !== bitsB[i]) differing++;
  return differing;
}
