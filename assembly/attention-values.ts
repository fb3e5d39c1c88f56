/** Weighted values of a split, summed by increasing key; a few vectors of head_dim at a time. */
import { addProduct } from './lanes';

export function weighted(weights: usize, cache: usize, slots: usize, start: i32, end: i32, vectors: i32, value: usize): void {
  let left = vectors;
  let at: usize = 0;
  for (; left >= 8; left -= 8, at += 128) weighted8(weights, cache + at, slots, start, end, value + at);
  for (; left >= 4; left -= 4, at += 64) weighted4(weights, cache + at, slots, start, end, value + at);
  for (; left > 0; left--, at += 16) weighted1(weights, cache + at, slots, start, end, value + at);
}

/** The same for two heads that share their values. */
export function weightedTwo(
  weights: usize, weights2: usize, cache: usize, slots: usize, start: i32, end: i32, vectors: i32, value: usize, value2: usize,
): void {
  let left = vectors;
  let at: usize = 0;
  for (; left >= 4; left -= 4, at += 64) {
    weighted4Two(weights, weights2, cache + at, slots, start, end, value + at, value2 + at);
  }
  for (; left > 0; left--, at += 16) {
    weighted1(weights, cache + at, slots, start, end, value + at);
    weighted1(weights2, cache + at, slots, start, end, value2 + at);
  }
}

function weighted1(weights: usize, cache: usize, slots: usize, start: i32, end: i32, value: usize): void {
  let sum = f32x4.splat(0);
  for (let i = start; i < end; i++) {
    const weight = v128.load32_splat(weights + (<usize>i << 2));
    sum = addProduct(sum, weight, v128.load(cache + <usize>load<u32>(slots + (<usize>i << 2))));
  }
  v128.store(value, sum);
}

function weighted8(weights: usize, cache: usize, slots: usize, start: i32, end: i32, value: usize): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
  let a4 = f32x4.splat(0), a5 = f32x4.splat(0), a6 = f32x4.splat(0), a7 = f32x4.splat(0);
  for (let i = start; i < end; i++) {
    const weight = v128.load32_splat(weights + (<usize>i << 2));
    const v = cache + <usize>load<u32>(slots + (<usize>i << 2));
    a0 = addProduct(a0, weight, v128.load(v));
    a1 = addProduct(a1, weight, v128.load(v, 16));
    a2 = addProduct(a2, weight, v128.load(v, 32));
    a3 = addProduct(a3, weight, v128.load(v, 48));
    a4 = addProduct(a4, weight, v128.load(v, 64));
    a5 = addProduct(a5, weight, v128.load(v, 80));
    a6 = addProduct(a6, weight, v128.load(v, 96));
    a7 = addProduct(a7, weight, v128.load(v, 112));
  }
  v128.store(value, a0);
  v128.store(value, a1, 16);
  v128.store(value, a2, 32);
  v128.store(value, a3, 48);
  v128.store(value, a4, 64);
  v128.store(value, a5, 80);
  v128.store(value, a6, 96);
  v128.store(value, a7, 112);
}

function weighted4(weights: usize, cache: usize, slots: usize, start: i32, end: i32, value: usize): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
  for (let i = start; i < end; i++) {
    const weight = v128.load32_splat(weights + (<usize>i << 2));
    const v = cache + <usize>load<u32>(slots + (<usize>i << 2));
    a0 = addProduct(a0, weight, v128.load(v));
    a1 = addProduct(a1, weight, v128.load(v, 16));
    a2 = addProduct(a2, weight, v128.load(v, 32));
    a3 = addProduct(a3, weight, v128.load(v, 48));
  }
  v128.store(value, a0);
  v128.store(value, a1, 16);
  v128.store(value, a2, 32);
  v128.store(value, a3, 48);
}

function weighted4Two(
  weights: usize, weights2: usize, cache: usize, slots: usize, start: i32, end: i32, value: usize, value2: usize,
): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
  let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0);
  for (let i = start; i < end; i++) {
    const weight = v128.load32_splat(weights + (<usize>i << 2));
    const weight2 = v128.load32_splat(weights2 + (<usize>i << 2));
    const v = cache + <usize>load<u32>(slots + (<usize>i << 2));
    let vs = v128.load(v);
    a0 = addProduct(a0, weight, vs);
    b0 = addProduct(b0, weight2, vs);
    vs = v128.load(v, 16);
    a1 = addProduct(a1, weight, vs);
    b1 = addProduct(b1, weight2, vs);
    vs = v128.load(v, 32);
    a2 = addProduct(a2, weight, vs);
    b2 = addProduct(b2, weight2, vs);
    vs = v128.load(v, 48);
    a3 = addProduct(a3, weight, vs);
    b3 = addProduct(b3, weight2, vs);
  }
  v128.store(value, a0);
  v128.store(value, a1, 16);
  v128.store(value, a2, 32);
  v128.store(value, a3, 48);
  v128.store(value2, b0);
  v128.store(value2, b1, 16);
  v128.store(value2, b2, 32);
  v128.store(value2, b3, 48);
}
