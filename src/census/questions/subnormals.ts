import { f32Bits } from '../../numerics/bits.ts';
import { multiplyThenAdd } from '../../numerics/fma.ts';
import type { SubnormalFact } from '../census-types.ts';
import { between } from '../operands.ts';
import type { Question, Triple } from '../question.ts';

/** An operation that meets values below 2^-126, by which it can be told whether they were taken for 0. */
export interface SubnormalQuestion extends Question {
  readonly in: SubnormalFact['in'];
  readonly operands: (i: number) => Triple;
  /** The result where they are taken for 0. `host` is the one where they live. */
  readonly flushed: (a: number, b: number, c: number) => number;
}

const { fround: f } = Math;
/** 2^-140 to 2^-126: between one and all but all of a subnormal's bits. */
const small = (seed: number, i: number) =>
  f((i % 2 ? -1 : 1) * 2 ** -126 * between(2 ** -14, 0.999, seed, i));
const zero = () => 0;
const bits = (x: number) => f32Bits(x);

export const SUBNORMALS: readonly SubnormalQuestion[] = [
  {
    ...{ id: 'add, operand', asked: 'a + b', in: 'operand' },
    operands: (i) => [small(1, i), f(2 ** -126 * between(1, 2, 2, i)), 0],
    ...{ host: (a, b) => f(a + b), flushed: (_, b) => b },
  },
  {
    ...{ id: 'add, result', asked: 'a + b', in: 'result' },
    operands: (i) => [f(2 ** -126 * between(1.01, 1.5, 3, i)), f(-(2 ** -126) * between(1.5, 1.99, 4, i)), 0],
    ...{ host: (a, b) => f(a + b), flushed: zero },
  },
  {
    ...{ id: 'multiply, operand', asked: 'a * b', in: 'operand' },
    operands: (i) => [small(5, i), f(2 ** 40 * between(1, 2, 6, i)), 0],
    ...{ host: (a, b) => f(a * b), flushed: zero },
  },
  {
    ...{ id: 'multiply, result', asked: 'a * b', in: 'result' },
    operands: (i) => [f(2 ** -100 * between(1, 2, 7, i)), f(2 ** -30 * between(1, 2, 8, i)), 0],
    ...{ host: (a, b) => f(a * b), flushed: zero },
  },
  {
    ...{ id: 'divide, operand', asked: 'a / b', in: 'operand' },
    operands: (i) => [small(9, i), f(2 ** -40 * between(1, 2, 10, i)), 0],
    ...{ host: (a, b) => f(a / b), flushed: zero },
  },
  {
    ...{ id: 'divide, result', asked: 'a / b', in: 'result' },
    operands: (i) => [f(2 ** -100 * between(1, 2, 11, i)), f(2 ** 30 * between(1, 2, 12, i)), 0],
    ...{ host: (a, b) => f(a / b), flushed: zero },
  },
  {
    ...{ id: 'fma, result', asked: 'fma(a, b, c)', in: 'result' },
    operands: (i) => [f(2 ** -100 * between(1, 2, 13, i)), f(2 ** -28 * between(1, 2, 14, i)), 0],
    ...{ host: multiplyThenAdd, flushed: zero },
  },
  {
    ...{ id: 'sqrt, operand', asked: 'sqrt(abs(a))', in: 'operand' },
    operands: (i) => [small(15, i), 0, 0],
    ...{ host: (a) => f(Math.sqrt(Math.abs(a))), flushed: zero },
  },
  {
    ...{ id: 'negate', asked: '-a', in: 'both' },
    operands: (i) => [small(16, i), 0, 0],
    ...{ host: (a) => -a, flushed: zero },
  },
  {
    ...{ id: 'max', asked: 'max(abs(a), 0.0)', in: 'both' },
    operands: (i) => [small(17, i), 0, 0],
    ...{ host: (a) => Math.abs(a), flushed: zero },
  },
  {
    ...{ id: 'compare', asked: 'select(0u, 1u, abs(a) > 0.0)', in: 'operand', gives: 'u32' },
    operands: (i) => [small(18, i), 0, 0],
    ...{ host: () => 1, flushed: zero },
  },
  {
    ...{ id: 'load and store', asked: 'a', in: 'both' },
    operands: (i) => [small(19, i), 0, 0],
    ...{ host: (a) => a, flushed: zero },
  },
  {
    ...{ id: 'bitcast from float', asked: 'bitcast<u32>(a)', in: 'operand', gives: 'u32' },
    operands: (i) => [small(20, i), 0, 0],
    ...{ host: bits, flushed: zero },
  },
  {
    ...{ id: 'bitcast there and back', asked: 'bitcast<u32>(bitcast<f32>(a))', in: 'both' },
    ...{ of: 'u32', gives: 'u32' },
    operands: (i) => [bits(small(21, i)), 0, 0],
    ...{ host: (a) => a, flushed: zero },
  },
];
