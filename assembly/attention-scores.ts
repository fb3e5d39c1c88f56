/** Scores of a row's keys (attention.ts says how they lie): q k scaled, four keys at a time, by lanes over head_dim. */
import { addProduct, adjacentTrees } from './lanes';
import { product } from './math';

/** Scores of all keys: a split changes none of them. Those past the last are read from the padding and never looked at. */
export function scoreOne(q: usize, vectors: i32, cache: usize, slots: usize, keys: i32, scale: f32, scores: usize): void {
  const bytes = <usize>vectors << 4;
  const scales = f32x4.splat(scale);
  for (let key = 0; key < keys; key += 4) {
    const slot = slots + (<usize>key << 2);
    const k0 = cache + <usize>load<u32>(slot);
    const k1 = cache + <usize>load<u32>(slot, 4);
    const k2 = cache + <usize>load<u32>(slot, 8);
    const k3 = cache + <usize>load<u32>(slot, 12);
    let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const qs = v128.load(q + at);
      a0 = addProduct(a0, qs, v128.load(k0 + at));
      a1 = addProduct(a1, qs, v128.load(k1 + at));
      a2 = addProduct(a2, qs, v128.load(k2 + at));
      a3 = addProduct(a3, qs, v128.load(k3 + at));
    }
    v128.store(scores + (<usize>key << 2), product(adjacentTrees(a0, a1, a2, a3), scales));
  }
}

/** The same for two heads that share their keys. */
export function scoreTwo(
  q: usize, q2: usize, vectors: i32, cache: usize, slots: usize, keys: i32, scale: f32, scores: usize, scores2: usize,
): void {
  const bytes = <usize>vectors << 4;
  const scales = f32x4.splat(scale);
  for (let key = 0; key < keys; key += 4) {
    const slot = slots + (<usize>key << 2);
    const k0 = cache + <usize>load<u32>(slot);
    const k1 = cache + <usize>load<u32>(slot, 4);
    const k2 = cache + <usize>load<u32>(slot, 8);
    const k3 = cache + <usize>load<u32>(slot, 12);
    let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
    let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const qs = v128.load(q + at);
      const qs2 = v128.load(q2 + at);
      let ks = v128.load(k0 + at);
      a0 = addProduct(a0, qs, ks);
      b0 = addProduct(b0, qs2, ks);
      ks = v128.load(k1 + at);
      a1 = addProduct(a1, qs, ks);
      b1 = addProduct(b1, qs2, ks);
      ks = v128.load(k2 + at);
      a2 = addProduct(a2, qs, ks);
      b2 = addProduct(b2, qs2, ks);
      ks = v128.load(k3 + at);
      a3 = addProduct(a3, qs, ks);
      b3 = addProduct(b3, qs2, ks);
    }
    v128.store(scores + (<usize>key << 2), product(adjacentTrees(a0, a1, a2, a3), scales));
    v128.store(scores2 + (<usize>key << 2), product(adjacentTrees(b0, b1, b2, b3), scales));
  }
}
