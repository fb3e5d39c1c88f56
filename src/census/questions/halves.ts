import { ofExponents } from '../../kernels/portable/probe-operands.ts';
import { f32Bits } from '../../numerics/bits.ts';
import { f16Bits, f16FromBits } from '../../numerics/rounding.ts';
import type { HalfFact } from '../census-types.ts';
import type { Question, Triple } from '../question.ts';

/** Something that makes or reads 16-bit floats. */
export interface HalfQuestion extends Question {
  readonly operands: (i: number) => Triple;
  /** What all results may follow, the first that is found is told. `host` is nearest even, exact or kept. */
  readonly ways: Readonly<Partial<Record<HalfFact['found'], (a: number, b: number) => number>>>;
}

/** f16 bits of the next one towards zero. */
const cut = (x: number) => {
  const nearest = f16Bits(x);
  return Math.abs(f16FromBits(nearest)) > Math.abs(x) ? nearest - 1 : nearest;
};
const middle = (x: number) => {
  const below = cut(x);
  return (f16FromBits(below) + f16FromBits(below + 1)) / 2;
};
/** Every other case lies in the middle between two f16. */
const beside =
  (low: number, high: number, seed: number) =>
  (i: number): Triple => {
    const x = ofExponents(low, high, seed, i);
    return [i % 2 ? x : middle(x), 0, 0];
  };
const half = (x: number) => f16FromBits(f16Bits(x));
const halfCut = (x: number) => f16FromBits(cut(x));
/** Two f16 whose sum or product needs rounding. */
const halves =
  (seed: number) =>
  (i: number): Triple => [half(ofExponents(-3, 3, seed, i)), half(ofExponents(-3, 3, seed + 1, i)), 0];
const pack = { asked: 'pack2x16float(vec2f(a, 0.0))', gives: 'u32' } as const;
const unpack = { asked: 'unpack2x16float(a).x', of: 'u32' } as const;
const needs = 'shader-f16' as const;

function rounding(
  of: Omit<Question, 'host'> & Pick<HalfQuestion, 'operands'>,
  exact: (a: number, b: number) => number,
  round: readonly [(x: number) => number, (x: number) => number],
): HalfQuestion {
  const [even, zero] = round.map((to) => (a: number, b: number) => to(exact(a, b)));
  return { ...of, host: even, ways: { 'to nearest even': even, 'toward zero': zero } };
}

export const HALVES: readonly HalfQuestion[] = [
  rounding({ id: 'pack', ...pack, operands: beside(-14, 14, 111) }, (a) => a, [f16Bits, cut]),
  {
    ...{ id: 'pack subnormal', ...pack, operands: beside(-23, -16, 112) },
    ...{ host: f16Bits, ways: { kept: f16Bits, flushed: (a) => f16Bits(a) & 0x8000 } },
  },
  {
    ...{ id: 'unpack', ...unpack },
    operands: (i) => [0x0400 + ((i * 7) % 0x7800) + (i % 2) * 0x8000, 0, 0],
    ...{ host: f16FromBits, ways: { exact: f16FromBits } },
  },
  {
    ...{ id: 'unpack subnormal', ...unpack },
    operands: (i) => [1 + (i % 0x3ff) + (i % 2) * 0x8000, 0, 0],
    ...{ host: f16FromBits, ways: { kept: f16FromBits, flushed: () => 0 } },
  },
  rounding({ id: 'f16 of f32', asked: 'f32(f16(a))', needs, operands: beside(-14, 14, 113) }, (a) => a, [
    half,
    halfCut,
  ]),
  rounding({ id: 'f16 sum', asked: 'f32(f16(a) + f16(b))', needs, operands: halves(114) }, (a, b) => a + b, [
    half,
    halfCut,
  ]),
  rounding(
    { id: 'f16 product', asked: 'f32(f16(a) * f16(b))', needs, operands: halves(116) },
    (a, b) => a * b,
    [half, halfCut],
  ),
];

/** A result as a question's ways give it, as bits. */
export const halfWord = ({ gives }: Question, of: number) => (gives === undefined ? f32Bits(of) : of);
