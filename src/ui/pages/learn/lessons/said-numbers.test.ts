/** The numbers that the lessons' sentences give as facts of this lab: each is computed here, and falls with its sentence. */
import { describe, expect, test } from 'vitest';
import { matmulPlan } from '../../../../numerics/matmul-plan.ts';
import { rmsnormPlan } from '../../../../numerics/rmsnorm-plan.ts';
import { roundTo } from '../../../../numerics/rounding.ts';
import { ulpDistance32 as ulpDistance } from '../../../../numerics/ulp.ts';
import { sampleTerms } from './kernel-parts/terms.ts';
import { shuffleMore, startShuffles } from './order-matters/shuffles.ts';
import { normed, normRows } from './three-kernels/rms-norm.ts';
import { type RowTerms, rowTerms, rowUnder, scanRows } from './why-reorder/row-zero.ts';

describe('order matters', () => {
  test('about 17 of the 511 additions round, and 1,000 orders give 19 sums', () => {
    const { counts, rounded } = shuffleMore(startShuffles(512), 1000);
    expect([Math.round(rounded / 1000), counts.size]).toEqual([17, 19]);
  });

  test('129, 130, 131 disagree in bf16, and so do 1,600 of the 4,913 triples from 128 to 144', () => {
    const round = roundTo('bf16');
    const disagree = (a: number, b: number, c: number) => round(round(a + b) + c) !== round(a + round(b + c));
    expect(disagree(129, 130, 131)).toBe(true);
    const whole = Array.from({ length: 17 }, (_, i) => 128 + i);
    const triples = whole.flatMap((a) => whole.flatMap((b) => whole.map((c) => [a, b, c] as const)));
    expect([triples.length, triples.filter((triple) => disagree(...triple)).length]).toEqual([4913, 1600]);
  });
});

describe('why a GPU reorders', () => {
  test('for more than a third of the settings the variant plan is one from M = 2 to 128', () => {
    const [terms, columns, parallel] = [
      [128, 256, 512, 1024, 2048, 4096],
      [64, 128, 256, 512, 1024, 2048, 4096],
      [4, 8, 16, 32, 64, 128, 256],
    ];
    const shapes = terms.flatMap((k) =>
      columns.flatMap((n) => parallel.map((parallelism) => ({ terms: k, columns: n, parallelism }))),
    );
    const holds = shapes.filter(
      (shape) =>
        new Set(
          Array.from({ length: 127 }, (_, i) =>
            JSON.stringify(matmulPlan('variant', { ...shape, rows: i + 2 }).chunks),
          ),
        ).size === 1,
    );
    expect([shapes.length, holds.length]).toEqual([294, 110]);
  });

  test('from M = 65 to 96 there are 48 tiles, one part each', () => {
    for (const rows of [65, 96]) {
      const plan = matmulPlan('variant', { rows, terms: 512, columns: 512, parallelism: 64 });
      expect(plan.chunks).toHaveLength(1);
      expect(Math.ceil(rows / 32) * (512 / 32)).toBe(48);
    }
  });

  test('from one letter to the next three to six of the 64 outputs move by more than 4 ulp, the most by 128', () => {
    const shape = { terms: 512, columns: 512, parallelism: 64 };
    const terms = rowTerms(shape);
    const letters = scanRows('variant', shape, terms).map(({ plan }) => rowUnder(plan, terms));
    const far = letters
      .slice(1)
      .map((row, i) => [...row].map((value, output) => ulpDistance(value, letters[i][output])));
    const many = far.map((distances) => distances.filter((ulps) => ulps > 4).length);
    expect([Math.min(...many), Math.max(...many)]).toEqual([3, 6]);
    expect(Math.max(...far.flat())).toBeLessThanOrEqual(128);
  });

  test('pinned is the least accurate, by a sixth at 512 terms and two and a half times at 4,096', () => {
    const against = (k: number) => {
      const shape = { terms: k, columns: 64, parallelism: 64, rows: 8 };
      const samples = manyTerms(k);
      const rms = (set: 'invariant' | 'pinned') =>
        rmsError(samples.map((terms) => [terms, rowUnder(matmulPlan(set, shape), terms)]));
      return rms('pinned') / rms('invariant');
    };
    expect(against(512)).toBeCloseTo(7 / 6, 1);
    expect(against(4096)).toBeGreaterThan(2.3);
  });
});

test('three kernels: of 40 sums of squares some differ by 3 or 4 ulp, none by more', () => {
  const sums = normRows(40, 4096).map((row) =>
    [1, 128].map((rows) => normed(rmsnormPlan('variant', rows, 4096), row).sum),
  );
  const ulps = sums.map(([one, other]) => ulpDistance(one, other));
  expect(Math.max(...ulps)).toBeLessThanOrEqual(4);
  expect(ulps.filter((each) => each >= 3)).toHaveLength(6);
});

describe('neighbours: how often a fall from 57 to 45 % of 50 tasks is noticed', () => {
  const TASKS = 50;
  const chance = (p: number) =>
    Array.from({ length: TASKS + 1 }, (_, k) => choose(TASKS, k) * p ** k * (1 - p) ** (TASKS - k));

  test('39 times in 100 where the 57 % is known: at most 21 right is significant, two-sided at 5 %', () => {
    const known = chance(0.57);
    const pValue = (k: number) => sum(known.filter((each) => each <= known[k] * (1 + 1e-9)));
    const rejected = [...known.keys()].filter((k) => pValue(k) < 0.05);
    expect(Math.max(...rejected.filter((k) => k < 28))).toBe(21);
    const fallen = chance(0.45);
    expect(sum(rejected.map((k) => fallen[k]))).toBeCloseTo(0.39, 2);
  });

  test("18 times where it comes from 50 tasks too, by Fisher's exact test", () => {
    const [before, fallen] = [chance(0.57), chance(0.45)];
    const noticed = [...before.keys()].flatMap((a) =>
      [...fallen.keys()].map((b) => (fisher(a, b, TASKS) < 0.05 ? before[a] * fallen[b] : 0)),
    );
    expect(sum(noticed)).toBeCloseTo(0.18, 2);
  });
});

/** Twenty rows as the lesson draws them, from other seeds. */
function manyTerms(k: number): RowTerms[] {
  return Array.from({ length: 20 }, (_, draw) => ({
    x: sampleTerms(k, 1000 + draw),
    w: sampleTerms(k * 64, 2000 + draw, 1 / Math.sqrt(k)),
    outputs: 64,
  }));
}

function rmsError(rows: readonly (readonly [RowTerms, Float32Array])[]): number {
  const squares = rows.flatMap(([{ x, w }, row]) =>
    [...row].map((value, n) => {
      const exact = x.reduce((total, each, k) => total + each * w[n * x.length + k], 0);
      return (value - exact) ** 2;
    }),
  );
  return Math.sqrt(sum(squares) / squares.length);
}

/** Two-sided p of `a` and `b` successes in n each, given their total. */
function fisher(a: number, b: number, n: number): number {
  const ways = (x: number) => choose(n, x) * choose(n, a + b - x);
  const range = Array.from({ length: n + 1 }, (_, x) => x).filter((x) => a + b - x >= 0 && a + b - x <= n);
  const all = range.map(ways);
  return sum(all.filter((each) => each <= ways(a) * (1 + 1e-9))) / sum(all);
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function choose(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return result;
}
