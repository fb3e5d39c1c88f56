import { describe, expect, test } from 'vitest';
import { createRandom } from '../../experiment/random.ts';
import { analyseStudy } from './analyse.ts';
import type { Observation, Provenance } from './job.ts';
import type { Measure } from './measures.ts';
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

const LOAD = { name: 'load', values: ['none', 'much'].map((label) => ({ label, set: {} })) };
const muchAgainstNone = (more: Partial<Hypothesis>) =>
  againstB({
    id: 'much-against-none',
    a: { axes: { load: 'much' } },
    b: { axes: { load: 'none' } },
    ...more,
  });

/** Tokens to a fork in arm a, that are `censored` at 32. */
const forked = (tokens: number): Omit<Observation, 'unit'> => ({
  ...{ kind: null, arm: 'a', against: 'b', values: { tokensToFork: Math.min(tokens, 32) } },
  ...(tokens >= 32 && { censored: true as const }),
});

test('times to a fork are compared by log-rank over units and by restricted means', () => {
  const hypothesis = muchAgainstNone({ measure: 'tokensToFork', smallest: 2 });
  const study = simulatedStudy({
    ...{ axes: [LOAD], measures: ['tokensToFork'], hypotheses: [hypothesis], plan: { n: 30 } },
  });
  const merged = simulatedMerge(study, 30, ({ cell: [load], unit }) => [
    forked(load ? 2 + (unit % 9) : 8 + unit),
  ]);
  const { hypotheses, cells } = analyseStudy(study, merged);
  const [{ test: name, p, difference, conclusion, a, b }] = hypotheses;
  expect(name).toContain('log-rank');
  expect(p).toBeLessThan(0.001);
  // Both up to 10 tokens, the last that is told of under much load.
  expect(a.value).toBeCloseTo(171 / 30, 10);
  expect(b.value).toBeCloseTo(297 / 30, 10);
  expect(difference.high).toBeLessThan(-2);
  expect(conclusion).toBe('difference');
  const [none] = cells;
  expect(none.survival?.censored).toBe(6);
  expect(none.survival?.curve[0]).toEqual([8, 0.966667]);
});

test('of one prompt in many companies, completions are counted and seeds flipped', () => {
  const hypothesis = againstB({ measure: 'distinct', smallest: 0 });
  const seeds = Array.from({ length: 200 }, (_, i) => i);
  const study = simulatedStudy({ measures: ['distinct'], seeds, hypotheses: [hypothesis], plan: { n: 200 } });
  const merged = simulatedMerge(study, 1, ({ seed }) => [
    { ...inArm('a', { distinct: 1 }), completion: `${seed % 40}` },
    { ...inArm('b', { distinct: 1 }), completion: 'same' },
  ]);
  const { hypotheses, cells, deviations } = analyseStudy(study, merged);
  expect(hypotheses[0]).toMatchObject({
    n: 200,
    a: { value: 40, low: 40, high: 40 },
    b: { value: 1, low: 1, high: 1 },
    difference: { value: 39 },
    equivalenceP: null,
    conclusion: 'difference',
  });
  expect(cells.map(({ estimate }) => estimate.value)).toEqual([40, 1]);
  expect(deviations[0]).toContain('about these units over 200 seeds');
});

test('units of two kinds are independent, and yes and no among them Fisher’s', () => {
  const hypothesis = againstB({
    a: { axes: {}, arm: 'a', unitKind: 'prose' },
    b: { axes: {}, arm: 'a', unitKind: 'sums' },
  });
  const study = simulatedStudy({ measures: ['pass'], hypotheses: [hypothesis], plan: { n: 8 } });
  const merged = simulatedMerge(study, 16, ({ unit }) => [
    inArm('a', { pass: Number(unit < 7 || unit === 8) }, unit < 8 ? 'prose' : 'sums'),
  ]);
  const { hypotheses, cells, deviations } = analyseStudy(study, merged);
  expect(hypotheses[0]).toMatchObject({
    n: 8,
    test: 'Fisher, exact',
    a: { value: 7 / 8 },
    b: { value: 1 / 8 },
  });
  expect(hypotheses[0].p).toBeCloseTo(130 / 12_870, 10);
  expect(cells.map(({ unitKind, estimate }) => [unitKind, estimate.value])).toEqual([
    [null, 0.5],
    ['prose', 7 / 8],
    ['sums', 1 / 8],
  ]);
  expect(deviations).toEqual([expect.stringContaining('no unit is on both sides')]);
});

describe('where every pair is equal', () => {
  const outcomeOf = (units: number) => {
    const hypothesis = againstB({ kind: 'equivalence', smallest: 0.02 });
    const study = simulatedStudy({ measures: ['pass'], seeds: [1, 2], hypotheses: [hypothesis], plan: {} });
    const merged = simulatedMerge(study, units, ({ unit }) =>
      ['a', 'b'].map((arm) => inArm(arm, { pass: unit % 2 })),
    );
    return analyseStudy(study, merged).hypotheses[0];
  };

  test('few units show nothing, many show that no more than the rule of three can differ', () => {
    const [few, many] = [outcomeOf(20), outcomeOf(400)];
    expect([few.p, few.conclusion]).toEqual([null, 'inconclusive']);
    expect(few.difference.high).toBeCloseTo(1 - 0.025 ** (1 / 20), 12);
    expect(many.equivalenceP).toBeCloseTo(0.98 ** 400, 12);
    expect(many.conclusion).toBe('equivalent');
  });
});

test('hypotheses are one family, and what is explored changes nothing of it', () => {
  const hypotheses = ['pass', 'loops'].map((measure) =>
    againstB({ id: measure, measure: measure as Measure }),
  );
  const study = simulatedStudy({ measures: ['pass', 'loops'], hypotheses, plan: { n: 30 } });
  const merged = simulatedMerge(study, 30, ({ unit }) => [
    inArm('a', { pass: Number(unit < 8), loops: Number(unit < 6) }),
    inArm('b', { pass: Number(unit === 29), loops: 0 }),
  ]);
  const planned = analyseStudy(study, merged).hypotheses;
  expect(planned.map(({ p }) => p)).toEqual([20 / 512, 2 / 64].map((p) => expect.closeTo(p, 12)));
  expect(planned.map(({ adjusted }) => adjusted)).toEqual([4 / 64, 4 / 64].map((p) => expect.closeTo(p, 12)));
  expect(planned.map(({ conclusion }) => conclusion)).toEqual(['inconclusive', 'inconclusive']);
  const exploratory = [againstB({ id: 'other-way', a: hypotheses[0].b, b: hypotheses[0].a })];
  const both = analyseStudy(study, merged, { exploratory }).hypotheses;
  expect(both.slice(0, 2)).toEqual(planned);
  expect(both[2]).toMatchObject({ planned: false, conclusion: 'difference' });
});

test('what went otherwise is said: few pairs, no values, gaps, strata and reruns that differ', () => {
  const study = simulatedStudy({ measures: ['pass'], hypotheses: [againstB()], plan: { n: 50 } });
  const merged = simulatedMerge(study, 10, ({ unit }) => [
    inArm('a', { pass: unit === 0 ? null : 1 }),
    inArm('b', { pass: 0 }),
  ]);
  const provenance = {} as Provenance;
  const { deviations, hypotheses, jobs } = analyseStudy(study, {
    ...merged,
    planned: 4,
    strata: [provenance, provenance],
    reruns: { jobs: ['x', 'y'], differing: ['y'] },
  });
  expect(hypotheses[0].n).toBe(9);
  expect(jobs).toEqual({ planned: 4, done: 1, rerun: 2, differing: 1 });
  expect(deviations).toEqual([
    '1 of 4 jobs are done.',
    'Results of 2 devices or versions are pooled, by request.',
    '1 of 2 jobs that were run twice gave other bits the second time.',
    'a-against-b: 9 pairs, of 50 planned.',
    'a-against-b: 1 observations have no pass and are left out.',
    'a-against-b: 1 observations have none to pair with and are left out.',
  ]);
});

test('at an early look a difference must be larger, and a look that is not planned is refused', () => {
  const study = simulatedStudy({ measures: ['pass'], hypotheses: [againstB()], plan: { n: 80, looks: 2 } });
  // 10 of 12 disagreements: p = 0.0386, over 0.0031 that the first of two looks may spend.
  const merged = simulatedMerge(study, 40, ({ unit }) => [
    inArm('a', { pass: Number(unit < 10) }),
    inArm('b', { pass: Number(unit === 10 || unit === 11) }),
  ]);
  const [early, last] = [1, 2].map((look) => analyseStudy(study, merged, { look }));
  expect(early.look).toEqual({ of: 2, now: 1, alpha: expect.closeTo(0.00305, 5) });
  expect([early, last].map(({ hypotheses }) => hypotheses[0].conclusion)).toEqual([
    'inconclusive',
    'difference',
  ]);
  expect(early.deviations).toEqual([]);
  expect(() => analyseStudy(study, merged, { look: 3 })).toThrow(RangeError);
});

test('a hypothesis that nothing was observed of is inconclusive', () => {
  const study = simulatedStudy({ measures: ['pass'], hypotheses: [againstB()], plan: {} });
  const merged = simulatedMerge(study, 3, () => [inArm('a', { pass: 1 })]);
  expect(analyseStudy(study, merged).hypotheses[0]).toMatchObject({
    n: 0,
    p: null,
    conclusion: 'inconclusive',
  });
});

test.each([
  [4, [1], 'over units', '4 units, which tell little of others'],
  [4, [1, 2, 3, 4, 5, 6, 7], 'over seeds', 'about these units over 7 seeds'],
])('of %i units and seeds %j sides are flipped %s', (units, seeds, name, said) => {
  const study = simulatedStudy({
    ...{ measures: ['length'], seeds, hypotheses: [againstB({ measure: 'length' })], plan: {} },
  });
  const merged = simulatedMerge(study, units, ({ unit, seed }) => [
    inArm('a', { length: 10 + unit + seed }),
    inArm('b', { length: 2 * seed }),
  ]);
  const { hypotheses, deviations } = analyseStudy(study, merged);
  expect(hypotheses[0].test).toContain(name);
  expect(deviations.at(-1)).toContain(said);
});
