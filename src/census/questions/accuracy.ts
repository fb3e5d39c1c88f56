import { ofExponents } from '../../kernels/portable/probe-operands.ts';
import { between } from '../operands.ts';
import type { Question, Triple } from '../question.ts';

/** A function whose value f64 knows: +, -, x, / and square root of f32 exactly enough to be rounded again, the others to within 1 ulp of f64. */
export interface AccuracyQuestion extends Question {
  readonly over: string;
  readonly operands: (i: number) => Triple;
  readonly value: (a: number, b: number, c: number) => number;
  /** What WGSL allows, in words. */
  readonly allowed: string;
  /** Whether an error, in ulp and absolute, is within that. */
  readonly within: (ulp: number, error: number, a: number, value: number) => boolean;
}

const ulps = (most: number) => (ulp: number) => ulp <= most;
/** WGSL: floating point accuracy, table of operations and built-in functions (w3.org/TR/WGSL/#floating-point-accuracy). */
const CORRECT = { allowed: 'correctly rounded, to either neighbour', within: (ulp: number) => ulp < 1 };
const EXPONENTIAL = {
  allowed: '3 + 2 |a| ulp',
  within: (ulp: number, _: number, a: number) => ulp <= 3 + 2 * Math.abs(a),
};
const LOGARITHM = {
  allowed: 'absolute error 2^-21 for a in [0.5, 2], 3 ulp beyond',
  within: (ulp: number, error: number, a: number) => (a >= 0.5 && a <= 2 ? error <= 2 ** -21 : ulp <= 3),
};
const CIRCLE = {
  allowed: 'absolute error 2^-11 for a in [-pi, pi]',
  within: (_: number, error: number, a: number) => Math.abs(a) > Math.fround(Math.PI) || error <= 2 ** -11,
};

function question(
  asked: string,
  value: AccuracyQuestion['value'],
  of: Pick<AccuracyQuestion, 'id' | 'over' | 'operands' | 'allowed' | 'within'>,
): AccuracyQuestion {
  return { asked, value, host: (a, b, c) => Math.fround(value(a, b, c)), ...of };
}

const pair = (low: number, high: number, seed: number) => ({
  over: `a and b of either sign, magnitudes from 2^${low} to 2^${high + 1}`,
  operands: (i: number): Triple => [ofExponents(low, high, seed, i), ofExponents(low, high, seed + 1, i), 0],
});
const positive = (low: number, high: number, seed: number) => ({
  over: `a from 2^${low} to 2^${high + 1}`,
  operands: (i: number): Triple => [Math.abs(ofExponents(low, high, seed, i)), 0, 0],
});
const line = (low: number, high: number, seed: number) => ({
  over: `a from ${low} to ${high}, evenly`,
  operands: (i: number): Triple => [between(low, high, seed, i), 0, 0],
});

/** What IEEE 754 has rounded correctly. */
export const ROUNDINGS: readonly AccuracyQuestion[] = [
  question('a + b', (a, b) => a + b, { id: 'add', ...pair(-12, 12, 31), ...CORRECT }),
  question('a - b', (a, b) => a - b, { id: 'subtract', ...pair(-12, 12, 33), ...CORRECT }),
  question('a * b', (a, b) => a * b, { id: 'multiply', ...pair(-40, 40, 35), ...CORRECT }),
  question('a / b', (a, b) => a / b, {
    ...{ id: 'divide', ...pair(-40, 40, 37) },
    ...{ allowed: '2.5 ulp', within: ulps(2.5) },
  }),
  question('sqrt(a)', Math.sqrt, {
    ...{ id: 'sqrt', ...positive(-126, 126, 39) },
    // 2 ulp of inverseSqrt are at most 4 of its reciprocal, and 2.5 are the division's.
    ...{ allowed: 'as 1 / inverseSqrt(a): 6.5 ulp', within: ulps(6.5) },
  }),
];

export const FUNCTIONS: readonly AccuracyQuestion[] = [
  question('1.0 / a', (a) => 1 / a, {
    ...{ id: 'reciprocal', ...positive(-100, 100, 41) },
    ...{ allowed: '2.5 ulp', within: ulps(2.5) },
  }),
  question('inverseSqrt(a)', (a) => 1 / Math.sqrt(a), {
    ...{ id: 'inverseSqrt', ...positive(-126, 126, 42) },
    ...{ allowed: '2 ulp', within: ulps(2) },
  }),
  question('exp(a)', Math.exp, { id: 'exp', ...line(-87, 88, 43), ...EXPONENTIAL }),
  question('exp2(a)', (a) => 2 ** a, { id: 'exp2', ...line(-125, 127, 44), ...EXPONENTIAL }),
  question('log(a)', Math.log, { id: 'log', ...positive(-126, 126, 45), ...LOGARITHM }),
  question('log(a)', Math.log, { id: 'log near 1', ...line(0.5, 2, 46), ...LOGARITHM }),
  question('log2(a)', Math.log2, { id: 'log2', ...positive(-126, 126, 47), ...LOGARITHM }),
  question('sin(a)', Math.sin, { id: 'sin', ...line(-3.1415925, 3.1415925, 48), ...CIRCLE }),
  question('cos(a)', Math.cos, { id: 'cos', ...line(-3.1415925, 3.1415925, 49), ...CIRCLE }),
  question('sin(a)', Math.sin, { id: 'sin far', ...line(-1000, 1000, 50), ...CIRCLE }),
  question('tanh(a)', Math.tanh, {
    ...{ id: 'tanh', ...line(-9, 9, 51) },
    ...{
      allowed: 'absolute error 1e-5, or as sinh(a) / cosh(a)',
      within: (_: number, error: number) => error <= 1e-5,
    },
  }),
];
