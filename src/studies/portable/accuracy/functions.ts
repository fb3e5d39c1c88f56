import { f32Bits } from '../../../numerics/bits.ts';
import { PORTABLE_BITS } from '../../../numerics/portable/constants.ts';
import {
  divide,
  exp,
  log,
  reciprocal,
  root,
  times,
  timesAdd,
} from '../../../numerics/portable/portable-math.ts';

/** A function of one f32 in portable arithmetic, what it stands for in f64, and which inputs it is asked for. */
export interface Judged {
  readonly name: string;
  readonly portable: (x: number) => number;
  /** Good to 2^-50 of its value or better. */
  readonly exact: (x: number) => number;
  /** Runs of bits, both ends included. */
  readonly inputs: readonly (readonly [from: number, to: number])[];
  /** Results below count by their error alone, not in units of their last place: what reads them takes them for zero. Default: 2^-126. */
  readonly least?: number;
}

const { fround } = Math;
const SIGN = 0x80000000;
const [LEAST_NORMAL, ONE_BELOW_INFINITY] = [0x00800000, 0x7f7fffff];
const { EXP_LOWEST, EXP_HIGHEST, RECIPROCAL_HIGHEST } = PORTABLE_BITS;
const POSITIVE = [LEAST_NORMAL, ONE_BELOW_INFINITY] as const;
/** Gates beyond give what the product with up makes of them: x itself, or nothing. */
const GATES = [
  [0, f32Bits(88)],
  [SIGN, f32Bits(-88)],
] as const;
const [CUBIC, TWICE_ROOT] = [fround(0.0447150022), fround(1.59576917)];

/** As shaders/lib/gelu_tanh.wgsl has it. */
function gelu(x: number): number {
  const cube = times(times(x, x), x);
  return divide(x, fround(1 + exp(-times(TWICE_ROOT, timesAdd(CUBIC, cube, x)))));
}

export const JUDGED: readonly Judged[] = [
  {
    name: 'exp',
    portable: exp,
    exact: Math.exp,
    inputs: [
      [0, EXP_HIGHEST],
      [SIGN, EXP_LOWEST],
    ],
  },
  {
    name: 'reciprocal',
    portable: reciprocal,
    exact: (x) => 1 / x,
    // The sign only passes through.
    inputs: [[LEAST_NORMAL, RECIPROCAL_HIGHEST - 1]],
  },
  { name: 'root', portable: root, exact: (x) => 1 / Math.sqrt(x), inputs: [POSITIVE] },
  { name: 'log', portable: log, exact: Math.log, inputs: [POSITIVE] },
  {
    name: 'SiLU',
    portable: (x) => divide(x, fround(1 + exp(-x))),
    exact: (x) => x / (1 + Math.exp(-x)),
    inputs: GATES,
    least: 2 ** -51,
  },
  {
    name: 'GELU (tanh)',
    portable: gelu,
    exact: (x) => x / (1 + Math.exp(-2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
    inputs: GATES,
    least: 2 ** -51,
  },
];
