import { f32Bits } from '../../numerics/bits.ts';
import { f16Bits } from '../../numerics/rounding.ts';
import type { Question, Triple } from '../question.ts';

/** One result that WGSL leaves open, or that implementations are known to differ in. */
export interface HabitQuestion extends Question {
  readonly operands: Triple;
}

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
const { fround: f } = Math;
const saturated = (x: number, low: number, high: number) =>
  Number.isNaN(x) ? 0 : Math.trunc(Math.min(Math.max(x, low), high));
const i32 = (x: number) => saturated(x, -(2 ** 31), 2 ** 31 - 1) >>> 0;
const u32 = (x: number) => saturated(x, 0, 2 ** 32 - 1);

function habit(
  id: string,
  asked: string,
  operands: readonly number[],
  host: Question['host'],
  of: Partial<Pick<Question, 'of' | 'gives'>> = {},
): HabitQuestion {
  const [a = 0, b = 0, c = 0] = operands;
  return { id, asked, operands: [a, b, c], host, ...of };
}

export const HABITS: readonly HabitQuestion[] = [
  habit('min(NaN, 1)', 'min(a, b)', [nan, 1], Math.min),
  habit('min(1, NaN)', 'min(a, b)', [1, nan], Math.min),
  habit('max(NaN, 1)', 'max(a, b)', [nan, 1], Math.max),
  habit('max(1, NaN)', 'max(a, b)', [1, nan], Math.max),
  habit('clamp(NaN, 0, 1)', 'clamp(a, b, c)', [nan, 0, 1], (a, b, c) => Math.min(Math.max(a, b), c)),
  habit('min(0, -0)', 'min(a, b)', [0, -0], Math.min),
  habit('max(-0, 0)', 'max(a, b)', [-0, 0], Math.max),
  habit('-0 + -0', 'a + b', [-0, -0], (a, b) => a + b),
  habit('-0 + literal 0', 'a + 0.0', [-0], (a) => a + 0),
  habit('0 * -1', 'a * b', [0, -1], (a, b) => a * b),
  habit('NaN * literal 0', 'a * 0.0', [nan], (a) => a * 0),
  habit('infinity - infinity', 'a - b', [infinity, infinity], (a, b) => a - b),
  habit('infinity * 0', 'a * b', [infinity, 0], (a, b) => a * b),
  habit('2^100 * 2^100', 'a * b', [2 ** 100, 2 ** 100], (a, b) => f(a * b)),
  habit('1 / 0', 'a / b', [1, 0], (a, b) => a / b),
  habit('NaN == NaN', 'select(0.0, 1.0, a == a)', [nan], () => 0),
  habit('sqrt(-1)', 'sqrt(a)', [-1], Math.sqrt),
  habit('inverseSqrt(0)', 'inverseSqrt(a)', [0], () => infinity),
  habit('log(0)', 'log(a)', [0], Math.log),
  habit('log(-1)', 'log(a)', [-1], Math.log),
  habit('exp(89)', 'exp(a)', [89], (a) => f(Math.exp(a))),
  habit('exp(-infinity)', 'exp(a)', [-infinity], Math.exp),
  habit('exp(0)', 'exp(a)', [0], Math.exp),
  habit('round(2.5)', 'round(a)', [2.5], () => 2),
  habit('i32(3e9)', 'i32(a)', [3e9], i32, { gives: 'i32' }),
  habit('i32(NaN)', 'i32(a)', [nan], i32, { gives: 'i32' }),
  habit('u32(-1)', 'u32(a)', [-1], u32, { gives: 'u32' }),
  habit('f32(2^24 + 1)', 'f32(a)', [2 ** 24 + 1], f, { of: 'u32' }),
  habit('f32(2^24 + 3)', 'f32(a)', [2 ** 24 + 3], f, { of: 'u32' }),
  habit('pack2x16float(65520)', 'pack2x16float(vec2f(a, 0.0))', [65520], f16Bits, { gives: 'u32' }),
  habit('bits of NaN', 'bitcast<u32>(a)', [nan], f32Bits, { gives: 'u32' }),
];
