import { describe, expect, it } from 'vitest';
import { f32Bits, f32FromBits } from '../../../numerics/bits.ts';
import { MULTIPLY_ADD } from '../../../numerics/fma.ts';
import { PORTABLE } from '../../../numerics/portable/constants.ts';
import { operandsOf } from './operands.ts';
import { PRIMITIVES, within } from './primitives.ts';

const COUNT = 80_000;
const primitive = (name: string) => PRIMITIVES.find((each) => each.name === name)!;

/** Share of the operands of a primitive of which something holds. */
function share(name: string, holds: (a: number, b: number, c: number) => boolean): number {
  const [a, b, c] = operandsOf(primitive(name), 0, COUNT);
  const all = [...a.keys()].filter((i) => holds(f32FromBits(a[i]), f32FromBits(b[i]), f32FromBits(c[i])));
  return all.length / COUNT;
}

const { fround } = Math;

describe('fuzzed operands', () => {
  it.each(PRIMITIVES)('of $name are within its domains, and the same whoever asks for which part', (of) => {
    const whole = operandsOf(of, 0, 4096);
    whole.slice(0, of.domains.length).forEach((words, i) => {
      expect(words.map((bits) => within(of.domains[i], bits))).toEqual(words);
    });
    const part = operandsOf(of, 1000, 100);
    expect(part).toEqual(whole.map((words) => words.slice(1000, 1100)));
  });

  it('meet what parts a fused multiply-add from one that is not', () => {
    const parted = (a: number, b: number, c: number) =>
      !Object.is(MULTIPLY_ADD.fused(a, b, c), MULTIPLY_ADD.unfused(a, b, c));
    expect(share('mul_add', parted)).toBeGreaterThan(0.1);
  });

  it('meet ties, whole cancellations, overflow, and both sides of the least product', () => {
    const isTie = (a: number, b: number) => {
      const exact = a * b;
      const near = fround(exact);
      const other = f32FromBits(f32Bits(near) + (exact > near === near > 0 ? 1 : -1));
      return Math.abs(exact - near) === Math.abs(other - exact);
    };
    expect(share('product', isTie)).toBeGreaterThan(0.05);
    expect(share('sum', (a, b) => a !== 0 && a === -b)).toBeGreaterThan(0.01);
    expect(share('mul_add', (a, b, c) => fround(a * b) === -c && c !== 0)).toBeGreaterThan(0.01);
    expect(share('product', (a, b) => fround(a * b) === Infinity && a < Infinity)).toBeGreaterThan(0.01);
    const small = (a: number, b: number) => a !== 0 && b !== 0 && Math.abs(a * b) < PORTABLE.LEAST_PRODUCT;
    expect(share('times', small)).toBeGreaterThan(0.05);
    expect(share('times', (a, b) => small(a, b) && Math.abs(a * b) > 2 ** -126)).toBeGreaterThan(0.01);
    expect(share('kept', (a) => a !== 0 && Math.abs(a) < 2 ** -126)).toBeGreaterThan(0.005);
  });

  it('of operands, no product and no sum is subnormal: the rule about small numbers', () => {
    const subnormal = (x: number) => x !== 0 && Math.abs(x) < 2 ** -126;
    expect(share('product', (a, b) => subnormal(a * b))).toBe(0);
    expect(share('sum', (a, b) => subnormal(fround(a + b)))).toBe(0);
    expect(share('mul_add', (a, b, c) => subnormal(fround(fround(a * b) + c)))).toBe(0);
  });
});
