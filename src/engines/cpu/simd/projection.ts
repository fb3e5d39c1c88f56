import { DTYPE_CODES } from './kernels.ts';
import { matmul } from './operations.ts';
import type { PackedLayer } from './packed-weights.ts';
import type { SimdCache } from './simd-cache.ts';
import type { SimdStep } from './simd-step.ts';

/** q rotated and rounded; k and v of the rows go to the cache. */
export function project(step: SimdStep, { headBytes, slotBytes, angles, layers }: SimdCache, index: number) {
  const { of, rows, tables, scratch, see } = step;
  const { config, kernels, weights, dtype } = of;
  const { normed, qkv, q } = scratch;
  const { heads, kvHeads, headDim } = config;
  const layer = weights.layers[index];
  const { k, v } = layers[index];
  const keysAt = qkv.at + 4 * heads * headDim;
  const valuesAt = keysAt + 4 * kvHeads * headDim;
  matmul(step, 'qkv', normed, rows, layer.qkv, qkv);
  see?.(index, 'qkv', { rows: qkv, elements: (heads + 2 * kvHeads) * headDim });
  finish(step, index, layer);
  const { positions, slots } = tables;
  // biome-ignore-start format: one line from where and to where
  kernels.rope(
    qkv.at,
    qkv.stride,
    rows,
    heads,
    headDim,
    q.at,
    q.stride,
    headBytes,
    angles,
    positions,
    0,
    dtype,
  );
  kernels.rope(
    keysAt,
    qkv.stride,
    rows,
    kvHeads,
    headDim,
    k,
    slotBytes,
    headBytes,
    angles,
    positions,
    slots,
    dtype,
  );
  kernels.scatter(valuesAt, qkv.stride, rows, kvHeads, headDim, v, slotBytes, headBytes, slots, dtype);
  // biome-ignore-end format: as it was
  const bySlot = { elements: headDim, heads: kvHeads, bySlot: true };
  see?.(index, 'q', { rows: q, elements: headDim, heads });
  see?.(index, 'k', { ...bySlot, rows: { at: k, stride: slotBytes } });
  see?.(index, 'v', { ...bySlot, rows: { at: v, stride: slotBytes } });
}

/** Biases and norms of queries and keys, where the model has them, in the place of the sums; nothing is rounded. */
function finish(
  { of, plans, scratch, rows, see }: SimdStep,
  index: number,
  { qkvBias, qkNorm }: PackedLayer,
): void {
  const { config, kernels } = of;
  const { heads, kvHeads, headDim, rmsNormEps } = config;
  const { qkv, lanes } = scratch;
  const elements = (heads + 2 * kvHeads) * headDim;
  if (qkvBias !== null) {
    for (let row = 0; row < rows; row++)
      kernels.addTo(qkv.at + row * qkv.stride, qkvBias, qkv.stride / 16, DTYPE_CODES.f32);
    see?.(index, 'qkv_bias', { rows: qkv, elements });
  }
  if (qkNorm === null || !plans.headNorm) return;
  const stride = 4 * headDim;
  for (const [name, gain, first, count] of [
    ['q_norm', qkNorm.q, 0, heads],
    ['k_norm', qkNorm.k, heads, kvHeads],
  ] as const) {
    const at = { at: qkv.at + first * stride, stride: qkv.stride };
    for (let row = 0; row < rows; row++) {
      const head = at.at + row * at.stride;
      kernels.norm(
        ...([head, stride, count, headDim / 4, gain, 1 / headDim, rmsNormEps] as const),
        ...([plans.headNorm.q.lanes, lanes, head, stride, DTYPE_CODES.f32] as const),
      );
    }
    see?.(index, name, { rows: at, elements: count * headDim });
  }
}
