import type { MatmulName } from '../../../model/operations.ts';
import { type Matrix, padded } from './packed-weights.ts';
import type { SimdStep } from './simd-step.ts';
import type { Rows } from './step-scratch.ts';

/** RMSNorm of so many rows by the step's plan, rounded. */
export function norm({ of, plans, scratch }: SimdStep, x: Rows, rows: number, gain: number, y: Rows): void {
  const { config, kernels, dtype } = of;
  const { hiddenSize, rmsNormEps } = config;
  const { lanes } = plans.norm;
  const k4 = padded(hiddenSize) / 4;
  // biome-ignore format: one line a group of what it computes with
  kernels.norm(
    x.at, x.stride, rows, k4,
    gain, 1 / hiddenSize, rmsNormEps, lanes, scratch.lanes,
    y.at, y.stride, dtype,
  );
}

/** A product of so many rows by the step's plan. Throws RangeError where there is no kernel for the plan. */
export function matmul(
  { of, plans, tables, scratch }: SimdStep,
  name: MatmulName,
  x: Rows,
  rows: number,
  w: Matrix,
  y: Rows,
): void {
  const { kernels } = of;
  const { rule, lanes, laneTree, chunks } = plans.matmul[name];
  const k4 = padded(w.terms) / 4;
  const half = Number(w.half);
  // biome-ignore format: one line a group of what it computes with
  if (lanes === 4 && laneTree === 'adjacent')
    kernels.matmul(
      x.at, x.stride, rows, w.at, k4, w.columns, y.at, y.stride,
      tables.chunks[name], chunks.length, half, scratch.wide,
    );
  else if (lanes === 16 && laneTree === 'halving' && chunks.length === 1)
    kernels.matmul16(x.at, x.stride, rows, w.at, k4, w.columns, y.at, y.stride, half);
  else throw new RangeError(`the CPU engine has no kernel for ${rule}: ${lanes} lanes, ${laneTree} tree`);
}

/** x += y in all rows, rounded. */
export function addTo({ of, rows }: SimdStep, x: Rows, y: Rows): void {
  // Rows lie end to end, their padding zero in both.
  of.kernels.addTo(x.at, y.at, (rows * x.stride) / 16, of.dtype);
}
