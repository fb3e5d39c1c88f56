import { describe, expect, test } from 'vitest';
import { parseExperiment } from '../../experiment/schema.ts';
import type { Operation } from '../../numerics/dtypes.ts';
import { culpritExperiment, culpritRuns, findCulprit } from './culprit.ts';
import { PAIR, planted, plantedExperiment } from './testing/planted.ts';
import { culpritFinding } from './words.ts';

/** Company moves the bits while any of these operations varies; from index 2 on, the token. */
const blame = (...operations: readonly Operation[]) =>
  planted(({ kernels, company, index }) => {
    if (!company || operations.every((operation) => kernels[operation] !== 'variant')) return 'none';
    return index < 2 ? 'bits' : 'token';
  });

describe('findCulprit', () => {
  test.each(['matmul', 'rmsnorm', 'attention'] as const)(
    'names %s where it alone is to blame',
    async (operation) => {
      const options = blame(operation);
      const report = await findCulprit(options);
      expect(report.culprits).toEqual([[operation]]);
      expect(report.subsets[0]).toMatchObject({
        invariant: [],
        agreement: { identical: false, fork: 2, firstDifference: 0 },
      });
      // Every set of one was tried, none of two or three.
      expect(report.subsets.map(({ agreement }) => agreement !== null)).toEqual([
        true,
        true,
        true,
        true,
        false,
        false,
        false,
        false,
      ]);
      expect(culpritFinding(report).verdict.toLowerCase()).toContain(`${operation} alone is to blame`);
      expect(options.engine.open).toBe(0);
    },
  );

  test('finds the smallest set where two are to blame, and runs all eight when asked to', async () => {
    const { culprits, subsets } = await findCulprit({ ...blame('matmul', 'attention'), exhaustive: true });
    expect(culprits).toEqual([['matmul', 'attention']]);
    expect(subsets.map(({ agreement }) => agreement?.identical)).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
      false,
      true,
    ]);
  });

  test('says so where not even all three restore the bits', async () => {
    const report = await findCulprit(planted(({ company }) => (company ? 'bits' : 'none')));
    expect(report.culprits).toEqual([]);
    expect(report.subsets.every(({ agreement }) => agreement?.fork === null)).toBe(true);
    expect(culpritFinding(report).verdict).toContain('not even all of them');
  });

  test('blames nothing where company equals alone already, after one comparison', async () => {
    const options = planted(() => 'none');
    const report = await findCulprit(options);
    expect(report.culprits).toEqual([[]]);
    expect(culpritFinding(report).verdict).toContain('Nothing to blame');
    expect(options.engine.log).toHaveLength(12);
  });

  test('stops a run at the fork and at the tokens that it was asked to look at', async () => {
    const forking = blame('matmul');
    await findCulprit(forking);
    // Alone to the end, company to the fork at index 2; for matmul both to the end; the other two fork like the first.
    expect(forking.engine.log).toHaveLength(6 + 3 + 12 + 9 + 9);
    const cut = blame('matmul');
    const report = await findCulprit({ ...cut, tokens: 2 });
    expect(report.subsets[0].agreement).toMatchObject({ fork: null, firstDifference: 0, positions: 2 });
  });

  test('tells what it does before each run, with what is known by then', async () => {
    const told: string[] = [];
    const most = culpritRuns(plantedExperiment(), PAIR);
    await findCulprit({
      ...blame('matmul'),
      onProgress: ({ runs, doing, partial }) =>
        told.push(
          `${runs} of ${most}: ${doing} (${partial.subsets.filter(({ agreement }) => agreement).length})`,
        ),
    });
    expect(told.slice(0, 4)).toEqual([
      '0 of 16: as it is: alone (0)',
      '1 of 16: as it is: company (0)',
      '2 of 16: matmul invariant: alone (1)',
      '3 of 16: matmul invariant: company (1)',
    ]);
    expect(told).toHaveLength(8);
  });

  test('ends before the next step when it is cancelled', async () => {
    const stop = new AbortController();
    const options = planted(({ index }) => {
      if (index === 1) stop.abort(new Error('enough'));
      return 'none';
    });
    await expect(findCulprit({ ...options, signal: stop.signal })).rejects.toThrow('enough');
    expect([options.engine.log.length, options.engine.open]).toEqual([2, 0]);
  });

  test.each([
    [{ a: 'alone', b: 'nobody', probe: 'p' }, 'expected one of alone, company, found "nobody"'],
    [{ a: 'alone', b: 'company', probe: 'x' }, 'expected a probe of both alone and company, found "x"'],
  ])('refuses a pair that it cannot ask about: %#', async (pair, message) => {
    await expect(findCulprit({ ...blame('matmul'), pair })).rejects.toThrow(message);
  });

  test('both arms take the kernels of B; arms of one batch are refused', async () => {
    const arms = [
      { name: 'alone', requests: ['p'], kernels: 'variant' },
      { name: 'company', requests: ['p', 'x'], kernels: 'invariant' },
      { name: 'again', requests: ['p', 'x'], kernels: 'variant' },
    ];
    const experiment = plantedExperiment({ arms, compare: [] });
    const report = await findCulprit({ ...blame('matmul'), experiment });
    expect([report.subsets.length, report.culprits]).toEqual([1, [[]]]);
    const pair = { a: 'company', b: 'again', probe: 'p' };
    await expect(findCulprit({ ...blame('matmul'), experiment, pair })).rejects.toThrow(
      'expected two different batches',
    );
  });

  test('its answer opens as an experiment of base and cure', () => {
    const made = culpritExperiment(plantedExperiment(), PAIR, ['matmul', 'attention']);
    expect(parseExperiment(made)).toEqual(made);
    expect(made.arms.map(({ name }) => name)).toEqual([
      'alone',
      'company',
      'alone-matmul+attention',
      'company-matmul+attention',
    ]);
    expect(made.arms[3].kernels).toEqual({ matmul: 'invariant', rmsnorm: 'variant', attention: 'invariant' });
  });
});
