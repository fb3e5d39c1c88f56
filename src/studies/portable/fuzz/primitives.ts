import { PORTABLE_BITS } from '../../../numerics/portable/constants.ts';
import {
  divide,
  exp,
  kept,
  log,
  mulAdd,
  root,
  times,
  timesAdd,
} from '../../../numerics/portable/portable-math.ts';

/** What a primitive may be given: the rule about small numbers says what of it never comes. */
export type Domain =
  /** 0 or at least 2^-51 in magnitude, infinities and NaN included. */
  | 'operand'
  /** 0 or at least 2^-102: a product of operands, and what a sum of such goes on from. */
  | 'summand'
  /** 0, a normal number, infinity or NaN. */
  | 'normal'
  /** A normal number above 0. */
  | 'positive'
  /** Whatever 32 bits say. */
  | 'any';

export interface Primitive {
  readonly name: string;
  readonly domains: readonly Domain[];
  readonly due: (a: number, b: number, c: number) => number;
}

/** All that portable kernels are made of beside integers, in the order in which shaders/fuzz_math.wgsl has them. */
export const PRIMITIVES: readonly Primitive[] = [
  { name: 'product', domains: ['operand', 'operand'], due: (a, b) => Math.fround(a * b) },
  { name: 'sum', domains: ['summand', 'summand'], due: (a, b) => Math.fround(a + b) },
  { name: 'mul_add', domains: ['operand', 'operand', 'summand'], due: mulAdd },
  { name: 'times', domains: ['normal', 'normal'], due: times },
  { name: 'kept', domains: ['any'], due: kept },
  { name: 'exp', domains: ['any'], due: exp },
  { name: 'reciprocal', domains: ['normal'], due: (a) => divide(1, a) },
  { name: 'divide', domains: ['normal', 'normal'], due: divide },
  { name: 'root', domains: ['positive'], due: root },
  { name: 'log', domains: ['positive'], due: log },
  { name: 'times_add', domains: ['normal', 'normal', 'summand'], due: timesAdd },
];

const MAGNITUDE = 0x7fffffff;
const SIGN = 0x80000000;
const INFINITY = 0x7f800000;
const LEAST_NORMAL = 0x00800000;
const { LEAST, LEAST_PRODUCT } = PORTABLE_BITS;

const LEAST_OF: Readonly<Partial<Record<Domain, number>>> = {
  operand: LEAST,
  summand: LEAST_PRODUCT,
  normal: LEAST_NORMAL,
};

/** These bits, or where they are none of the domain others that are: what is too small becomes 0 with its sign. */
export function within(domain: Domain, bits: number): number {
  if (domain === 'any') return bits;
  const magnitude = bits & MAGNITUDE;
  if (domain === 'positive') {
    const low = magnitude < LEAST_NORMAL ? magnitude | LEAST_NORMAL : magnitude;
    return low < INFINITY ? low : low & ~LEAST_NORMAL;
  }
  return magnitude < LEAST_OF[domain]! ? (bits & SIGN) >>> 0 : bits;
}
