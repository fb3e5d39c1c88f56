import type { ActivationDtype } from '../../numerics/dtypes.ts';
import { MULTIPLY_ADD, type MultiplyAddRule } from '../../numerics/fma.ts';
import type { MathName } from '../../numerics/math-name.ts';
import type { SumOrder } from '../../numerics/plan.ts';
import { divide, exp, kept, root, times, timesAdd } from '../../numerics/portable/portable-math.ts';
import { replaySum } from '../../numerics/replay.ts';
import { type Round, roundTo } from '../../numerics/rounding.ts';

/** Values in the working precision of an arithmetic. */
export type Vector = Float32Array | Float64Array;

/** The number system a forward pass is computed in; the model's code is the same for all. */
export interface Arithmetic {
  zeros(length: number): Vector;
  /** Sum of a[aAt + i] * b[bAt + i] over the plan's terms. */
  dot(plan: SumOrder, a: Vector, aAt: number, b: Vector, bAt: number): number;
  /** a * b + c, as a term more of a sum: a and b are read or stored values. */
  multiplyAdd(a: number, b: number, c: number): number;
  /** a * b + c of any values. */
  timesAdd(a: number, b: number, c: number): number;
  /** Rounds an intermediate result to the working precision: a sum or a difference; what else rounds is below. */
  work(x: number): number;
  /** a * b where no sum follows. */
  times(a: number, b: number): number;
  divide(a: number, b: number): number;
  exp(x: number): number;
  /** 1 / sqrt(x) of x > 0. */
  root(x: number): number;
  /** Rounds to the activation dtype, at the rounding points of NUMERICS and nowhere else. */
  store(x: number): number;
  /** What counts of a number that is read: a weight, a gain, a bias, an angle. */
  kept(x: number): number;
}

/** What WGSL leaves to the adapter, in f32: as JavaScript has it. */
const NATIVE = {
  times: (a, b) => Math.fround(a * b),
  divide: (a, b) => Math.fround(a / b),
  exp: (x) => Math.fround(Math.exp(x)),
  root: (x) => Math.fround(1 / Math.sqrt(x)),
  kept: (x) => x,
} as const satisfies Partial<Arithmetic>;

const MATHS = { native: NATIVE, portable: { times, divide, exp, root, kept } } as const;

/**
 * f32 in the order of the plans, as a device computes: its sums bit for bit, and with `portable` all else too. Portable arithmetic keeps products
 * apart from sums; with the rule `fused` it is what a device gives that joins them all the same.
 */
export function replayArithmetic(
  activations: ActivationDtype,
  rule: MultiplyAddRule,
  math: MathName = 'native',
): Arithmetic {
  return {
    zeros: (length) => new Float32Array(length),
    dot: (plan, a, aAt, b, bAt) => replaySum(plan, rule, a as Float32Array, aAt, b as Float32Array, bAt),
    multiplyAdd: MULTIPLY_ADD[rule],
    timesAdd: math === 'portable' && rule === 'unfused' ? timesAdd : MULTIPLY_ADD[rule],
    work: Math.fround,
    store: math === 'portable' ? keptRound(activations) : roundTo(activations),
    ...MATHS[math],
  };
}

/** Rounded, and 0 where that is too small for an operand; the least f16 is not. */
function keptRound(activations: ActivationDtype): Round {
  const round = roundTo(activations);
  return activations === 'f16' ? round : (x) => kept(round(x));
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
  timesAdd: (a, b, c) => a * b + c,
  work: (x) => x,
  times: (a, b) => a * b,
  divide: (a, b) => a / b,
  exp: Math.exp,
  root: (x) => 1 / Math.sqrt(x),
  store: (x) => x,
  kept: (x) => x,
};
