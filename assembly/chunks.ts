/** How a sum's chunks are added (src/numerics/plan.ts: chunkTree), for four columns at once. */

/** Bytes that the levels of one tree take: of up to 256 chunks. */
export const HELD_BYTES: usize = 128;

/**
 * What the chunks up to number `c` of `count` come to, where `sums` is its own: in index order onto `total`, or, where `held` has room for a tree's
 * levels, the whole tree's at the last chunk. As in counting up, level l of `held` is the sum of 2^l chunks where bit l of the next one's number is set.
 */
// @ts-ignore: decorator
@inline
export function addChunk(total: v128, sums: v128, c: i32, count: i32, held: usize): v128 {
  if (held) return treeOf(sums, c, c + 1 == count, held);
  return c == 0 ? sums : f32x4.add(total, sums);
}

function treeOf(sums: v128, c: i32, last: bool, held: usize): v128 {
  let sum = sums;
  for (let bits = c, at = held; bits || !last; bits >>= 1, at += 16) {
    if (bits & 1) {
      sum = f32x4.add(v128.load(at), sum);
    } else if (!last) {
      v128.store(at, sum);
      break;
    }
  }
  return sum;
}
