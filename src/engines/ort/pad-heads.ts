import type { ModelConfig } from '../../model/model-config.ts';

/** Head sizes that GroupQueryAttention takes are multiples of this. */
const HEAD_MULTIPLE = 16;

export function paddedHeadDim({ headDim }: ModelConfig): number {
  return Math.ceil(headDim / HEAD_MULTIPLE) * HEAD_MULTIPLE;
}

/**
 * Weights of a projection to heads, (heads * head_dim, terms), with zero rows put in so that each head has `padded` of them. The
 * zeros end each half of a head, since RoPE turns pairs (d, d + head_dim / 2): scores and values stay what they are.
 */
export function padHeadRows(
  weights: Float32Array,
  headDim: number,
  padded: number,
  terms: number,
): Float32Array {
  if (padded === headDim) return weights;
  const rows = weights.length / terms;
  const result = new Float32Array((rows / headDim) * padded * terms);
  for (let row = 0; row < rows; row++) {
    result.set(weights.subarray(row * terms, (row + 1) * terms), paddedPlace(row, headDim, padded) * terms);
  }
  return result;
}

/** Weights of a projection from heads, (rows, heads * head_dim), with zero columns in the same places. */
export function padHeadColumns(
  weights: Float32Array,
  headDim: number,
  padded: number,
  rows: number,
): Float32Array {
  if (padded === headDim) return weights;
  const columns = weights.length / rows;
  const wide = (columns / headDim) * padded;
  const result = new Float32Array(rows * wide);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[row * wide + paddedPlace(column, headDim, padded)] = weights[row * columns + column];
    }
  }
  return result;
}

/** Where dimension `index` of the heads laid end to end goes. */
function paddedPlace(index: number, headDim: number, padded: number): number {
  const [head, d] = [Math.floor(index / headDim), index % headDim];
  const half = headDim / 2;
  return head * padded + (d < half ? d : d - half + padded / 2);
}
