import { expect, test } from 'vitest';
import { createRandom } from '../../experiment/random.ts';
import { analyseStudy } from './analyse.ts';
import type { Hypothesis } from './study-schema.ts';
import { inArm, simulatedMerge, simulatedStudy } from './testing/simulated-merge.ts';

const againstB = (more: Partial<Hypothesis> = {}): Hypothesis => ({
  id: 'a-against-b',
  measure: 'pass',
  a: { axes: {}, arm: 'a' },
  b: { axes: {}, arm: 'b' },
  kind: 'difference',
  smallest: 0.05,
  ...more,
});

test('pairs of yes and no, one a unit, are McNemar’s', () => {
  const study = simulatedStudy({ measures: ['pass'], hypotheses: [againstB()], plan: { n: 40 } });
  // 10 in a alone, 2 in b alone, 14 in both, 14 in none.
  const merged = simulatedMerge(study, 40, ({ unit }) => [
    inArm('a', { pass: Number(unit < 10 || (unit >= 12 && unit < 26)) }),
    inArm('b', { pass: Number(unit >= 10 && unit < 26) }),
  ]);
  const { hypotheses, cells, deviations, jobs, look } = analyseStudy(study, merged);
  const [found] = hypotheses;
  expect(found).toMatchObject({ n: 40, test: 'McNemar, exact', planned: true, conclusion: 'difference' });
  expect(found.a.value).toBe(24 / 40);
  expect(found.b.value).toBe(16 / 40);
  expect(found.p).toBeCloseTo(158 / 4096, 12);
  expect(found.adjusted).toBe(found.p);
  expect(found.difference.value).toBe(0.2);
  expect(found.difference.low).toBeGreaterThan(0);
  expect(cells.map(({ arm, n, estimate }) => [arm, n, estimate.value])).toEqual([
    ['a', 40, 0.6],
    ['b', 40, 0.4],
  ]);
  expect([deviations, jobs, look]).toEqual([[], { planned: 1, done: 1, rerun: 0, differing: 0 }, null]);
});

test('seeds of one unit are drawn together: the same again is no new evidence', () => {
  const random = createRandom(3);
  const values = Array.from({ length: 30 }, () => [random.below(20), random.below(20)]);
  const found = [[1], [1, 2, 3, 4, 5]].map((seeds) => {
    const hypothesis = againstB({ measure: 'length', smallest: 1 });
    const study = simulatedStudy({ measures: ['length'], seeds, hypotheses: [hypothesis], plan: {} });
    const merged = simulatedMerge(study, 30, ({ unit }) =>
      ['a', 'b'].map((arm, i) => inArm(arm, { length: values[unit][i] })),
    );
    return analyseStudy(study, merged).hypotheses[0];
  });
  expect(found.map(({ n }) => n)).toEqual([30, 150]);
  expect(found[1].p).toBe(found[0].p);
  expect(found[1].difference).toEqual(found[0].difference);
});
