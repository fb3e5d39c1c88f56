import { describe, expect, test } from 'vitest';
import { type Experiment, parseExperiment } from '../../experiment/schema.ts';
import type { Operation } from '../../numerics/operations.ts';
import type { KernelSets } from '../../numerics/sets/kernel-sets.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { culpritExperiment, culpritRuns, findCulprit } from './culprit.ts';
import { resolvePair, sameSettings } from './pair.ts';
import { claimsOf } from './question.ts';
import { PAIR, planted, plantedExperiment, plantedPair } from './testing/planted.ts';

test('what may be said of a bisection is of its arms as they are, and of those made invariant by that name', () => {
  const said = (experiment: Experiment) =>
    claimsOf(experiment, { kind: 'culprit', pair: PAIR, tokens: null, exhaustive: false }).arms.map(
      ({ name, kernels }) => [name, kernels.matmul],
    );
  expect(said(plantedPair({}, {}))).toEqual([
    ['company', 'variant'],
    ['company made invariant', 'invariant'],
  ]);
  expect(said(plantedPair({ dtype: 'f32' }, { dtype: 'bf16' }))).toEqual([
    ['alone', 'variant'],
    ['company', 'variant'],
  ]);
});

describe('a pair whose settings differ', () => {
  const mixed = { matmul: 'variant', rmsnorm: 'invariant', attention: 'pinned' };
  /** Bits follow matmul's batch, and the attention that is used: the two arms' own differ. */
  const fault = () =>
    planted(({ kernels, company }) =>
      (kernels.matmul === 'variant' && company) || kernels.attention === 'pinned' ? 'bits' : 'none',
    );

  test('runs as it is first, and a set is said to restore the bits only where this very pair then agrees', async () => {
    const options = fault();
    const specs: KernelSets[] = [];
    const engine = {
      ...options.engine,
      kind: options.engine.kind,
      load: () => ({
        openArm: (spec: ArmSpec) => {
          specs.push(spec.kernels);
          return options.engine.load(options.model.checkpoint).openArm(spec);
        },
      }),
    };
    const experiment = plantedPair({}, { kernels: mixed });
    const report = await findCulprit({ ...options, engine, experiment });
    // Each arm with its own kernels; matmul made invariant in both leaves the others as they are.
    expect(specs.slice(0, 4)).toEqual([
      { matmul: 'variant', rmsnorm: 'variant', attention: 'variant' },
      mixed,
      { matmul: 'invariant', rmsnorm: 'variant', attention: 'variant' },
      { ...mixed, matmul: 'invariant' },
    ]);
    const agreed = new Map(
      report.subsets.map(({ invariant, agreement }) => [invariant.join(), agreement?.identical]),
    );
    expect([agreed.get(''), agreed.get('matmul')]).toEqual([false, false]);
    expect(report.culprits).toEqual([['matmul', 'attention']]);
    expect(report.settings).toBe(
      'settings differ, A variant, bf16, stored weights / B variant/invariant/pinned, bf16, stored weights',
    );
  });

  test.each([
    ['dtype', { dtype: 'f32' }, 'A variant, f32, stored weights / B variant, bf16, stored weights'],
    ['weights', { weights: 'f16' }, 'A variant, bf16, f16 weights / B variant, bf16, stored weights'],
  ])('of another %s runs as it is and no further, and another pair answers', async (_, change, words) => {
    const experiment = plantedPair(change, {});
    expect(culpritRuns(experiment, PAIR)).toBe(2);
    const report = await findCulprit({ ...blame('matmul'), experiment });
    expect(report.subsets).toMatchObject([{ invariant: [], agreement: { fork: 2 } }]);
    // Nor is anything said of sets that did not run.
    const claims = claimsOf(experiment, { kind: 'culprit', pair: PAIR, tokens: null, exhaustive: false });
    expect(claims.arms).toEqual(experiment.arms);
    expect(report).toMatchObject({ settings: `settings differ, ${words}`, comparable: false });
    const made = sameSettings(experiment, PAIR);
    expect(parseExperiment(made)).toEqual(made);
    const [[a, b]] = made.compare;
    expect(resolvePair(made, { a, b, probe: 'p' })).toMatchObject({ settings: null, mates: ['x', 'y', 'z'] });
  });

  test('takes nothing along that the other arm leaves out', () => {
    const made = sameSettings(plantedPair({ weights: 'q8', quantize: 'per-row' }, {}), PAIR);
    expect(made.arms.map(({ weights, quantize }) => ({ weights, quantize }))).toEqual([
      { weights: 'stored', quantize: undefined },
      { weights: 'stored', quantize: undefined },
    ]);
  });

  test('of another parallelism differs only where a variant rule reads it', () => {
    const settingsOf = (experiment: Experiment) => resolvePair(experiment, PAIR).settings;
    expect(settingsOf(plantedPair({ parallelism: 8 }, {}))).toContain('parallelism 8 /');
    const invariant = { kernels: 'invariant' };
    expect(settingsOf(plantedPair({ ...invariant, parallelism: 8 }, invariant))).toBeNull();
  });
});

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

  test('finds no set where not even all three restore the bits', async () => {
    const report = await findCulprit(planted(({ company }) => (company ? 'bits' : 'none')));
    expect(report.culprits).toEqual([]);
    expect(report.subsets.every(({ agreement }) => agreement?.fork === null)).toBe(true);
  });

  test('blames nothing where company equals alone already, after one comparison', async () => {
    const options = planted(() => 'none');
    const report = await findCulprit(options);
    expect(report.culprits).toEqual([[]]);
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

  test('refuses arms of one batch', async () => {
    const arms = ['company', 'again'].map((name) => ({ name, requests: ['p', 'x'], kernels: 'variant' }));
    const experiment = plantedExperiment({ arms, compare: [] });
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
