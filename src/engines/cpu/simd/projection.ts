import type { SumPlan } from '../../../numerics/plan.ts';
import { DTYPE_CODES } from './kernels.ts';
import { layerMatmul } from './layer-matmul.ts';
import { addBias } from './operations.ts';
import type { SimdCache } from './simd-cache.ts';
import type { SimdStep } from './simd-step.ts';
import type { Rows } from './step-scratch.ts';

/** q of `x` rotated and rounded; k and v of the rows go to the cache. */
export function project(step: SimdStep, { headBytes, slotBytes, layers }: SimdCache, index: number, x: Rows) {
  const { of, rows, tables, scratch, see } = step;
  const { config, kernels, weights, dtype } = of;
  const { qkv, q } = scratch;
  const { heads, kvHeads, headDim } = config;
  const layer = weights.layers[index];
  const { k, v, angles } = layers[index];
  const keysAt = qkv.at + 4 * heads * headDim;
  const valuesAt = keysAt + 4 * kvHeads * headDim;
  const elements = (heads + 2 * kvHeads) * headDim;
  layerMatmul(step, index, 'qkv', x, qkv);
  see?.(index, 'qkv', { rows: qkv, elements });
  addBias(step, { layer: index, name: 'qkv_bias' }, qkv, elements, layer.qkvBias);
  normHeads(step, index);
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
  // biome-ignore-end format: as it was
  kernels.scatter(valuesAt, qkv.stride, rows, kvHeads, headDim, v, slotBytes, headBytes, slots, dtype);
  const bySlot = { elements: headDim, heads: kvHeads, bySlot: true };
  see?.(index, 'q', { rows: q, elements: headDim, heads });
  see?.(index, 'k', { ...bySlot, rows: { at: k, stride: slotBytes } });
  see?.(index, 'v', { ...bySlot, rows: { at: v, stride: slotBytes } });
}

/** Queries and keys where the model normalises them, in the place of the sums; nothing is rounded. */
function normHeads({ of, plans, scratch, rows, see }: SimdStep, index: number): void {
  const { heads, kvHeads, headDim } = of.config;
  const { qNorm, kNorm } = of.weights.layers[index];
  if (qNorm === null || kNorm === null || !plans.headNorm) return;
  const { q, k } = plans.headNorm;
  normEach('q_norm', qNorm, q, 0, heads);
  normEach('k_norm', kNorm, k, heads, kvHeads);

  /** The plan's terms at a time: a head, or all of them. */
  function normEach(name: 'q_norm' | 'k_norm', gain: number, plan: SumPlan, first: number, count: number) {
    const { terms, lanes } = plan;
    const { qkv } = scratch;
    const at = { at: qkv.at + 4 * first * headDim, stride: qkv.stride };
    const stride = 4 * terms;
    for (let row = 0; row < rows; row++) {
      const head = at.at + row * at.stride;
      // biome-ignore format: one line a group of what it computes with
      of.kernels.norm(
        head, stride, (count * headDim) / terms, terms,
        gain, 1 / terms, of.config.rmsNormEps, lanes, scratch.lanes,
        head, stride, DTYPE_CODES.unrounded,
      );
    }
    see?.(index, name, { rows: at, elements: count * headDim });
  }
}
