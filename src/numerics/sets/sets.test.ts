import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attentionSplits } from '../attention-plan.ts';
import { OPERATIONS, type Operation } from '../operations.ts';
import { ruleName } from '../rule-name.ts';
import { allInvariant, allOperations, commonSet, readsParallelism, standIns } from './kernel-sets.ts';
import type { AttentionRow } from './rules.ts';
import { KERNEL_SETS, type KernelSet, rulesNamed, rulesOf } from './sets.ts';

const upTo = (max: number, min = 1) => fc.integer({ min, max });

/** A row of its own, and the step that it stands in. */
const anyStep = fc
  .record({
    ...{ rows: upTo(300), terms: upTo(3000), columns: upTo(600), parallelism: upTo(300) },
    ...{ keys: upTo(700), share: upTo(99, 0), decode: fc.boolean() },
    ...{ headDim: fc.constantFrom(16, 50, 64), kvHeads: upTo(8), group: upTo(4) },
    mates: fc.array(fc.record({ rows: fc.constantFrom(1, 1, 1, 30), keys: upTo(700, 30) }), {
      maxLength: 63,
    }),
  })
  .map(({ share, keys, group, mates, ...step }) => {
    const cached = step.decode ? keys - 1 : Math.floor((share * keys) / 100);
    const requests = [{ rows: step.decode ? 1 : keys - cached, keys }, ...mates];
    const decodeRows = Math.max(1, requests.filter(({ rows }) => rows === 1).length);
    return { ...step, keys, cached, requests, decodeRows, heads: group * step.kvHeads };
  });
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

const CUT: Readonly<Record<Operation, (set: KernelSet, step: Step) => unknown>> = {
  matmul: (set, step) => rulesOf(set).matmul(step),
  rmsnorm: (set, { rows, terms }) => rulesOf(set).rmsnorm(rows, terms),
  attention: (set, step) => attentionSplits(set, step, step),
};

describe.each(KERNEL_SETS)('%s', (set) => {
  const rules = rulesOf(set);

  test('a plan leads back to the set that made it', () => {
    expect(rulesNamed(ruleName(set))).toBe(rules);
  });

  test('what stands in for it claims invariance and needs nothing in its own place', () => {
    const standIn = rules.standIn ?? rules;
    expect([standIn.batchInvariant, standIn.standIn]).toEqual([rules.batchInvariant, null]);
  });

  test.each(OPERATIONS)('%s follows the batch only where the rules say so', (operation) => {
    const cut = CUT[operation];
    const follows = (a: Step, b: Step) => {
      const own = { terms: a.terms, keys: a.keys, headDim: a.headDim };
      const cached = Math.min(b.cached, a.keys - 1);
      return JSON.stringify(cut(set, a)) !== JSON.stringify(cut(set, { ...b, ...own, cached }));
    };
    const differing = fc
      .sample(fc.tuple(anyStep, anyStep), { numRuns: 300, seed: 1 })
      .some(([a, b]) => follows(a, b));
    expect(differing).toBe(!rules.batchInvariant);
  });

  test.each(OPERATIONS)('%s looks at parallelism only where the rules say so', (operation) => {
    const cut = CUT[operation];
    const reads = (step: Step, parallelism: number) =>
      JSON.stringify(cut(set, step)) !== JSON.stringify(cut(set, { ...step, parallelism }));
    const differing = fc
      .sample(fc.tuple(anyStep, upTo(300)), { numRuns: 300, seed: 1 })
      .some(([step, p]) => reads(step, p));
    expect(differing).toBe(rules.readsParallelism.includes(operation));
    expect(readsParallelism(allOperations(set))).toBe(rules.readsParallelism.length > 0);
  });

  test('the splits of all rows of a step are never more than it says', () => {
    const anyRows = fc.array(fc.tuple(upTo(200), fc.boolean()), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(anyRows, upTo(8), upTo(300), (pairs, kvHeads, parallelism) => {
        const rows = pairs.map(([keys, decode]): AttentionRow => ({ keys, cached: keys - 1, decode }));
        const decodeRows = rows.filter(({ decode }) => decode).length;
        const requests = rows.map(({ keys }) => ({ rows: 1, keys }));
        const step = { heads: kvHeads, kvHeads, parallelism, headDim: 32, decodeRows, requests };
        const splits = rows.flatMap((row) => attentionSplits(set, row, step)).length;
        const largest = {
          rows: rows.length,
          context: Math.max(...rows.map(({ keys }) => keys)),
          kvHeads,
          parallelism,
        };
        expect(splits).toBeLessThanOrEqual(rules.mostSplits(largest));
      }),
    );
  });
});

test('sets of several operations: what they have in common, claim, and what stands in for them', () => {
  const mixed = { ...allOperations('invariant'), attention: 'variant' } as const;
  expect([commonSet(mixed), commonSet(allOperations('pinned'))]).toEqual([null, 'pinned']);
  expect([allInvariant(mixed), allInvariant({ ...mixed, attention: 'pinned' })]).toEqual([false, true]);
  expect(readsParallelism({ ...allOperations('invariant'), rmsnorm: 'variant' })).toBe(false);
  expect(standIns(mixed)).toEqual({ matmul: 'pinned', rmsnorm: 'pinned', attention: 'variant' });
});

test('a plan that no set made leads to none', () => {
  expect(rulesNamed('none')).toBeUndefined();
});
