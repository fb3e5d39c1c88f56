import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { BenchReport } from '../../../../../bench/report.ts';
import { bitsOf } from '../../../../../numerics/bits.ts';
import { fusedMultiplyAdd, multiplyThenAdd } from '../../../../../numerics/fma.ts';
import { exp } from '../../../../../numerics/portable/portable-math.ts';
import { CENSUS_FILES } from '../../../census/census-files.ts';
import { smallCensus } from '../../../census/testing/small-census.ts';
import { pairOf } from './census-pair.ts';
import { COST_PLAN, costsOf } from './cost-case.ts';
import { EXPONENTS, expErrors, nearestExp, PORTABLE_EXPS } from './exp-case.ts';
import { FUSIONS } from './fusion-case.ts';
import { guide } from './guide.ts';
import { POWERS, powerText, smallProduct } from './small-case.ts';

test('each pair of factors tells one rounding from two', () => {
  expect(FUSIONS.length).toBeGreaterThan(20);
  for (const { a, b, c } of FUSIONS) {
    expect([a, b, c].every((value) => value === Math.fround(value))).toBe(true);
    expect(multiplyThenAdd(a, b, c)).toBe(0);
    expect(fusedMultiplyAdd(a, b, c)).not.toBe(0);
  }
});

test('the portable e^x is within an ulp, and soon below −1 not the nearest, as the guide says', () => {
  const { nearest, largest } = expErrors(PORTABLE_EXPS);
  expect(largest).toBeLessThan(1);
  expect(nearest).toBeGreaterThan(EXPONENTS.length / 2);
  expect(expErrors(EXPONENTS.map(nearestExp))).toMatchObject({ nearest: EXPONENTS.length });
  const rings = EXPONENTS.filter((x, i) => x < -1 && PORTABLE_EXPS[i] !== nearestExp(x));
  expect(Math.max(...rings)).toBeGreaterThanOrEqual(-3);
  expect(exp(0)).toBe(1);
});

test('without the rule adapters part where the guide says, with it nowhere', () => {
  const [exponent] = guide.solutions.small.match(/−\d+/g)!.map((text) => Number(text.replace('−', '-')));
  const parted = smallProduct(exponent, exponent, false);
  expect([parted.keeping, parted.flushing]).toEqual([2 ** (2 * exponent), 0]);
  for (const i of POWERS)
    for (const j of POWERS) {
      const { keeping, flushing } = smallProduct(i, j, true);
      expect(keeping).toBe(flushing);
      expect(keeping === 0 || keeping >= 2 ** -102).toBe(true);
    }
  expect(powerText(2 ** -102)).toBe('2^−102');
});

test('sums of products of operands are multiples of 2^-125, as the lesson reckons', () => {
  const least = new Float32Array([2 ** -51, 2 ** -51 * (1 + 2 ** -23), 2 ** -50 * (1 - 2 ** -24)]);
  const products = [...least].flatMap((x) => [...least].map((y) => Math.fround(x * y)));
  for (const x of products)
    for (const y of products) {
      const difference = Math.fround(x - y);
      expect(Number.isInteger(difference / 2 ** -125)).toBe(true);
      expect((bitsOf(Float32Array.of(difference))[0] & 0x7f800000) !== 0 || difference === 0).toBe(true);
    }
});

test('two adapters of the census part in e^x and keep portable bits, as the guide says', () => {
  const of = (name: string) => CENSUS_FILES.find((file) => file.name === name)!.census;
  const pair = pairOf(of('deno-swiftshader.json'), of('deno-lavapipe.json'));
  expect(pair).toMatchObject({ expApart: true, bothPortable: true });
  expect(pair.groups.find(({ name }) => name === 'roundings')).toMatchObject({ apart: 0 });
  const same = pairOf(of('deno-lavapipe.json'), of('deno-lavapipe.json'));
  expect(same.groups.map(({ apart }) => apart)).toEqual(same.groups.map(() => 0));
  const turned = of('deno-lavapipe.json').expressions.filter(({ found }) => found === 'reassociated');
  expect(turned.map(({ asked }) => asked)).toContain('(a + b) + 1.0');
  const broken = smallCensus({ portable: { holds: false, step: 'sum', why: 'It rounds down.' } });
  expect(pairOf(smallCensus(), broken).bothPortable).toBe(false);
});

test('the costs that ship are of the plan that readers measure', () => {
  const { reports } = JSON.parse(readFileSync('public/examples/bench-portable.json', 'utf8')) as {
    reports: BenchReport[];
  };
  const [{ plan, model }] = reports;
  expect([model.name, plan.activations, plan.engines]).toEqual([
    'nano',
    COST_PLAN.activations,
    COST_PLAN.engines,
  ]);
  expect(plan.cases).toEqual(COST_PLAN.cases);
  const costs = costsOf(reports[0]);
  expect(costs).toHaveLength(COST_PLAN.cases.length);
  for (const { ratio } of costs)
    expect(ratio.low <= ratio.estimate && ratio.estimate <= ratio.high).toBe(true);
  expect(costsOf({ cases: [] })).toEqual([]);
});

test('the exact sum of 0.1 and 0.2 in f32 is no f32, as the lesson says', () => {
  const sum = Math.fround(0.1) + Math.fround(0.2);
  expect(Math.fround(sum)).not.toBe(sum);
});
