/** The tests' way in: each function of `math` over `quads` vectors from x to y. */
import { divisor, expQuad, quotient, root } from './math';

export function expAll(x: usize, y: usize, quads: i32): void {
  for (const stop = x + (<usize>quads << 4); x < stop; x += 16, y += 16) v128.store(y, expQuad(v128.load(x)));
}

/** Over 1. */
export function reciprocalAll(x: usize, y: usize, quads: i32): void {
  const one = f32x4.splat(1);
  for (const stop = x + (<usize>quads << 4); x < stop; x += 16, y += 16) v128.store(y, quotient(one, divisor(v128.load(x))));
}

export function rootAll(x: usize, y: usize, quads: i32): void {
  for (const stop = x + (<usize>quads << 4); x < stop; x += 4, y += 4) f32.store(y, root(f32.load(x)));
}
