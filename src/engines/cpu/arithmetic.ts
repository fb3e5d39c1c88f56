import type { ActivationDtype } from '../../numerics/dtypes.ts';
import { MULTIPLY_ADD, type MultiplyAddRule } from '../../numerics/fma.ts';
import type { SumOrder } from '../../numerics/plan.ts';
import { replaySum } from '../../numerics/replay.ts';
import { roundTo } from '../../numerics/rounding.ts';

/** Values in the working precision of an arithmetic. */
export type Vector = Float32Array | Float64Array;

/** The number system a forward pass is computed in; the model's code is the same for all. */
export interface Arithmetic {
  zeros(length: number): Vector;
  /** Sum of a[aAt + i] * b[bAt + i] over the plan's terms. */
  dot(plan: SumOrder, a: Vector, aAt: number, b: Vector, bAt: number): number;
  multiplyAdd(a: number, b: number, c: number): number;
  /** Rounds an intermediate result to the working precision. */
  work(x: number): number;
  /** Rounds to the activation dtype, at the rounding points of NUMERICS and nowhere else. */
  store(x: number): number;
}

/** f32 in the order of the plans, as a device computes. */
export function replayArithmetic(activations: ActivationDtype, rule: MultiplyAddRule): Arithmetic {
  return {
    zeros: (length) => new Float32Array(length),
    dot: (plan, a, aAt, b, bAt) => replaySum(plan, rule, a as Float32Array, aAt, b as Float32Array, bAt),
    multiplyAdd: MULTIPLY_ADD[rule],
    work: Math.fround,
    store: roundTo(activations),
  };
}

/** f64 throughout: the reference that errors are measured against. Plans do not matter and nothing is rounded. */
export const F64_ARITHMETIC: Arithmetic = {
  zeros: (length) => new Float64Array(length),
  dot: (plan, a, aAt, b, bAt) => {
    let sum = 0;
    for (let i = 0; i < plan.terms; i++) sum += a[aAt + i] * b[bAt + i];
    return sum;
  },
  multiplyAdd: (a, b, c) => a * b + c,
  work: (x) => x,
  store: (x) => x,
};
