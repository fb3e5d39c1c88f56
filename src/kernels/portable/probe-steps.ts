import { f32Bits, f32FromBits } from '../../numerics/bits.ts';
import {
  divide,
  exp,
  kept,
  log,
  mulAdd,
  reciprocal,
  root,
  times,
  timesAdd,
} from '../../numerics/portable/portable-math.ts';
import {
  around,
  cancelling,
  EDGES,
  EXP_EDGES,
  ofExponents,
  POSITIVE_EDGES,
  type Triple,
} from './probe-operands.ts';

/** One step of portable arithmetic, as shaders/probe_portable.wgsl computes it, in that order. */
export interface ProbeStep {
  /** As a verdict names it. */
  readonly name: string;
  /** With operands in its places. */
  readonly shown: (a: string, b: string, c: string) => string;
  readonly operands: (i: number) => Triple;
  /** The bits that are due. */
  readonly due: (a: number, b: number, c: number) => number;
}

const { fround } = Math;
/** Operands of products and sums: 0 or at least 2^-51, where nothing overflows. */
const operand = (seed: number, i: number) => ofExponents(-51, 40, seed, i);
/** Close in magnitude, so that the order of a sum shows. */
const close = (seed: number, i: number) => ofExponents(-3, 3, seed, i);
const edgesThen = (edges: readonly number[], then: (i: number) => number) => (i: number) =>
  i < edges.length ? edges[i] : then(i);
const inOne = (of: (i: number) => number) => (i: number) => [of(i), 0, 0] as const;
/** A sum whose last place is half of what is added: ties go to even. */
const tie = (i: number): Triple => {
  const a = f32FromBits(0x3f800000 | (i * 0x2b5b));
  return [a, (i % 2 ? 1 : -1) * 2 ** -24, 0];
};

export const PROBE_STEPS: readonly ProbeStep[] = [
  {
    name: 'product',
    shown: (a, b) => `${a} * ${b}`,
    operands: (i) => [operand(1, i), operand(2, i), 0],
    due: (a, b) => f32Bits(fround(a * b)),
  },
  {
    name: 'sum',
    shown: (a, b) => `${a} + ${b}`,
    operands: (i) => (i % 4 === 0 ? tie(i) : [close(3, i), i % 4 === 1 ? operand(4, i) : close(4, i), 0]),
    due: (a, b) => f32Bits(fround(a + b)),
  },
  {
    name: 'apart',
    shown: (a, b, c) => `${a} * ${b}, kept apart, + ${c}`,
    operands: (i) => cancelling(ofExponents(-20, 10, 5, i), ofExponents(-20, 10, 6, i), i),
    due: (a, b, c) => f32Bits(mulAdd(a, b, c)),
  },
  {
    name: 'order',
    shown: (a, b, c) => `(${a} + ${b}) + ${c}`,
    operands: (i) => [close(8, i), close(9, i), close(10, i)],
    due: (a, b, c) => f32Bits(fround(fround(a + b) + c)),
  },
  {
    name: 'factored',
    shown: (a, b, c) => `${a} * ${b} + ${a} * ${c}`,
    operands: (i) => [close(13, i), close(14, i), close(15, i)],
    due: (a, b, c) => f32Bits(fround(fround(a * b) + fround(a * c))),
  },
  {
    name: 'truncated',
    shown: (a) => `i32(${a})`,
    operands: inOne(
      edgesThen([0, -0, ...[0.5, -0.5, 1, -1, 1.5, -1.5, 2.5].flatMap(around)], (i) =>
        ofExponents(-3, 29, 16, i),
      ),
    ),
    due: (a) => Math.trunc(a) >>> 0,
  },
  {
    name: 'converted',
    shown: (a, b) => `f32(i32(${a}) - i32(${b}))`,
    operands: (i) => [ofExponents(0, 22, 17, i), ofExponents(0, 22, 18, i), 0],
    due: (a, b) => f32Bits(Math.trunc(a) - Math.trunc(b) + 0),
  },
  {
    name: 'kept',
    shown: (a) => `kept(${a})`,
    operands: inOne(edgesThen(EDGES, (i) => ofExponents(-60, -44, 19, i))),
    due: (a) => f32Bits(kept(a)),
  },
  {
    name: 'times',
    shown: (a, b) => `times(${a}, ${b})`,
    operands: (i) => [ofExponents(-80, 20, 20, i), ofExponents(-60, 20, 21, i), 0],
    due: (a, b) => f32Bits(times(a, b)),
  },
  {
    name: 'times and sum',
    shown: (a, b, c) => `times(${a}, ${b}) + ${c}`,
    operands: (i) => cancelling(ofExponents(-40, 10, 28, i), ofExponents(-20, 10, 29, i), i),
    due: (a, b, c) => f32Bits(timesAdd(a, b, c)),
  },
  {
    name: 'exp',
    shown: (a) => `exp(${a})`,
    operands: inOne(edgesThen(EXP_EDGES, (i) => ofExponents(-20, 6, 22, i))),
    due: (a) => f32Bits(exp(a)),
  },
  {
    name: 'reciprocal',
    shown: (a) => `1 / ${a}`,
    operands: inOne(edgesThen([...EDGES, ...POSITIVE_EDGES], (i) => ofExponents(-126, 127, 23, i))),
    due: (a) => f32Bits(reciprocal(a)),
  },
  {
    name: 'root',
    shown: (a) => `1 / sqrt(${a})`,
    operands: inOne(edgesThen(POSITIVE_EDGES, (i) => Math.abs(ofExponents(-126, 127, 24, i)))),
    due: (a) => f32Bits(root(a)),
  },
  {
    name: 'log',
    shown: (a) => `log(${a})`,
    operands: inOne(edgesThen(POSITIVE_EDGES, (i) => Math.abs(ofExponents(-126, 127, 25, i)))),
    due: (a) => f32Bits(log(a)),
  },
  {
    name: 'quotient',
    shown: (a, b) => `${a} / ${b}`,
    operands: (i) => [operand(26, i), ofExponents(-60, 60, 27, i), 0],
    due: (a, b) => f32Bits(divide(a, b)),
  },
];
