import type { MatmulName, OutputName } from '../../../model/operations.ts';
import { type Matrix, padded } from './packed-weights.ts';
import type { SimdStep } from './simd-step.ts';
import type { Rows } from './step-scratch.ts';

type BiasName = Extract<OutputName, `${string}_bias`>;

/** RMSNorm of so many rows by the step's plan, rounded. */
export function norm({ of, plans, scratch }: SimdStep, x: Rows, rows: number, gain: number, y: Rows): void {
  const { config, kernels, dtype } = of;
  const { hiddenSize, rmsNormEps } = config;
  const { lanes } = plans.norm;
  // biome-ignore format: one line a group of what it computes with
  kernels.norm(
    x.at, x.stride, rows, hiddenSize,
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

/** Adds a bias to finished sums of all rows, where the model has one; nothing is rounded. */
export function addBias(
  { of, rows, see }: SimdStep,
  { layer, name }: { readonly layer: number; readonly name: BiasName },
  x: Rows,
  elements: number,
  bias: number | null,
): void {
  if (bias === null) return;
  of.kernels.addBias(x.at, x.stride, rows, bias, padded(elements) / 4);
  see?.(layer, name, { rows: x, elements });
}

/** x += y in all rows, y by the model's scale; rounded. */
export function addTo({ of, rows }: SimdStep, x: Rows, y: Rows): void {
  // Rows lie end to end, their padding zero in both.
  of.kernels.addTo(x.at, y.at, (rows * x.stride) / 16, of.config.residualScale ?? 1, of.dtype);
}
