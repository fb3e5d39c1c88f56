import type { MatmulName, OutputName } from '../../../model/operations.ts';
import type { Quantize } from '../../../numerics/dtypes.ts';
import type { SumPlan } from '../../../numerics/plan.ts';
import { MATRIX_FORMS, type Matrix, padded } from './matrices.ts';
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

/** A product of so many rows by the step's plan, of what `quantize` makes of them where the arm asks for it. Throws RangeError where there is no kernel for the plan. */
export function matmul(step: SimdStep, name: MatmulName, x: Rows, rows: number, w: Matrix, y: Rows): void {
  plannedProduct(
    step,
    { plan: step.plans.matmul[name], chunksAt: step.tables.chunks[name] },
    { x, rows, w, y },
  );
}

/** Chunks whose tree has room in the lanes of scratch (assembly/chunks.ts). */
const MOST_IN_TREE = 256;

/** A plan, and where the step's tables have its chunks. */
export interface TabledPlan {
  readonly plan: SumPlan;
  readonly chunksAt: number;
}

/** The same by any plan. */
export function plannedProduct(
  step: SimdStep,
  { plan, chunksAt }: TabledPlan,
  operands: Omit<SimdProduct, 'chunks'>,
): void {
  const { rule, lanes, laneTree, chunks, chunkTree } = plan;
  const inFours = lanes === 4 && laneTree === 'adjacent';
  if (!inFours && !(lanes === 16 && laneTree === 'halving' && chunks.length === 1))
    throw new RangeError(`the CPU engine has no kernel for ${rule}: ${lanes} lanes, ${laneTree} tree`);
  if (chunkTree && chunks.length > MOST_IN_TREE)
    throw new RangeError(
      `the CPU engine adds ${MOST_IN_TREE} chunks as a tree: ${rule} has ${chunks.length}`,
    );
  const held = chunkTree ? step.scratch.lanes : 0;
  const product = { ...operands, chunks: inFours ? { at: chunksAt, count: chunks.length, held } : null };
  if (step.of.quantize) quantisedProduct(step, product, step.of.quantize);
  else plainProduct(step, product);
}

interface SimdProduct {
  readonly x: Rows;
  readonly rows: number;
  readonly w: Matrix;
  readonly y: Rows;
  /** Of a plan in four lanes; null of one in sixteen. */
  readonly chunks: { readonly at: number; readonly count: number; readonly held: number } | null;
}

function plainProduct({ of, scratch }: SimdStep, { x, rows, w, y, chunks }: SimdProduct): void {
  const { kernels } = of;
  const k4 = padded(w.terms) / 4;
  const form = MATRIX_FORMS[w.form];
  // biome-ignore format: one line a group of what it computes with
  if (chunks)
    kernels.matmul(
      x.at, x.stride, rows, w.at, k4, w.columns, y.at, y.stride,
      chunks.at, chunks.count, form, scratch.wide, chunks.held,
    );
  else kernels.matmul16(x.at, x.stride, rows, w.at, k4, w.columns, y.at, y.stride, form, scratch.wide);
}

function quantisedProduct(
  { of, scratch }: SimdStep,
  { x, rows, w, y, chunks }: SimdProduct,
  mode: Quantize,
): void {
  const { kernels } = of;
  const { integers, scales } = scratch.quantised!;
  const k4 = padded(w.terms) / 4;
  const form = MATRIX_FORMS[w.form];
  kernels.quantize(
    x.at,
    x.stride,
    rows,
    k4,
    integers.at,
    integers.stride,
    scales,
    Number(mode === 'per-tensor'),
  );
  // biome-ignore format: one line a group of what it computes with
  if (chunks)
    kernels.matmulQuantised(
      integers.at, integers.stride, scales, rows, w.at, k4, w.columns, y.at, y.stride,
      chunks.at, chunks.count, form, scratch.wide, chunks.held,
    );
  else
    kernels.matmulQuantised16(
      integers.at, integers.stride, scales, rows, w.at, k4, w.columns, y.at, y.stride,
      scratch.lanes, form,
    );
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
