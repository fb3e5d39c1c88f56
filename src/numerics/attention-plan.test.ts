import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attentionPlan, attentionSplits, decodingStep } from './attention-plan.ts';
import type { AttentionRow, AttentionStep } from './sets/rules.ts';
import { KERNEL_SETS } from './sets/sets.ts';

const anyRow = fc
  .record({
    keys: fc.integer({ min: 1, max: 2_000 }),
    cachedShare: fc.integer({ min: 0, max: 100 }),
    decode: fc.boolean(),
  })
  .map(({ keys, cachedShare, decode }): AttentionRow => {
    const cached = decode ? keys - 1 : Math.floor((cachedShare * (keys - 1)) / 100);
    return { keys, cached, decode };
  });

const anyStep = fc
  .record({
    headDim: fc.constantFrom(6, 32, 128),
    kvHeads: fc.integer({ min: 1, max: 16 }),
    group: fc.integer({ min: 1, max: 8 }),
    requests: fc.array(
      fc.record({ rows: fc.constantFrom(1, 1, 1, 2, 40), keys: fc.integer({ min: 40, max: 2_000 }) }),
      {
        minLength: 1,
        maxLength: 100,
      },
    ),
    parallelism: fc.integer({ min: 1, max: 512 }),
  })
  .map(({ group, ...step }): AttentionStep => {
    const decodeRows = Math.max(1, step.requests.filter(({ rows }) => rows === 1).length);
    return { ...step, heads: group * step.kvHeads, decodeRows };
  });

const STEP = decodingStep({ headDim: 32, heads: 1, kvHeads: 1, parallelism: 64 }, 1, 300);

const bounds = (row: AttentionRow, step: Partial<AttentionStep> = {}) =>
  attentionSplits('variant', row, { ...STEP, ...step }).map(({ start, end }) => [start, end]);

test.each(KERNEL_SETS)('%s: splits are consecutive, not empty and cover the keys', (set) => {
  fc.assert(
    fc.property(anyRow, anyStep, (row, step) => {
      const splits = attentionSplits(set, row, step);
      expect(splits.map((split) => split.start)).toEqual([
        0,
        ...splits.slice(0, -1).map((split) => split.end),
      ]);
      expect(splits.at(-1)!.end).toBe(row.keys);
      expect(splits.every((split) => split.end > split.start)).toBe(true);
    }),
  );
});

describe('invariant', () => {
  test('the plan is a function of keys and head_dim: cache, chunking, company and parallelism do not count', () => {
    fc.assert(
      fc.property(anyRow, anyStep, anyRow, anyStep, (row, step, otherRow, otherStep) => {
        const there = attentionPlan(
          'invariant',
          { ...otherRow, keys: row.keys },
          { ...otherStep, headDim: step.headDim },
        );
        expect(attentionPlan('invariant', row, step)).toEqual(there);
      }),
    );
  });

  test('splits of 64 are anchored at 0, so a longer context keeps all whole ones', () => {
    fc.assert(
      fc.property(anyRow, fc.integer({ min: 1, max: 500 }), (row, more) => {
        const splits = attentionSplits('invariant', row, STEP);
        const longer = attentionSplits('invariant', { ...row, keys: row.keys + more }, STEP);
        const whole = splits.filter((split) => split.end - split.start === 64);
        expect(longer.slice(0, whole.length)).toEqual(whole);
        expect(splits.every((split) => split.start % 64 === 0)).toBe(true);
      }),
    );
  });
});

test('pinned: one split', () => {
  fc.assert(
    fc.property(anyRow, anyStep, (row, step) => {
      expect(attentionSplits('pinned', row, step)).toEqual([{ start: 0, end: row.keys }]);
    }),
  );
});

describe('variant', () => {
  test.each([
    { keys: 300, decodeRows: 1, kvHeads: 1, parallelism: 64, splits: 10, why: 'ceil(300 / 32) is the most' },
    { keys: 300, decodeRows: 8, kvHeads: 1, parallelism: 64, splits: 8, why: '64 / 8' },
    { keys: 300, decodeRows: 8, kvHeads: 3, parallelism: 64, splits: 3, why: 'ceil(64 / 24)' },
    { keys: 300, decodeRows: 65, kvHeads: 1, parallelism: 64, splits: 1, why: 'enough rows' },
    { keys: 32, decodeRows: 1, kvHeads: 1, parallelism: 64, splits: 1, why: 'short' },
    { keys: 33, decodeRows: 1, kvHeads: 1, parallelism: 64, splits: 2, why: 'one key more' },
  ])('decode of $keys keys, $decodeRows rows, $kvHeads KV heads: $splits splits ($why)', (example) => {
    const { keys, splits, decodeRows, kvHeads, parallelism } = example;
    const parts = bounds({ keys, cached: keys - 1, decode: true }, { decodeRows, kvHeads, parallelism });
    expect(parts).toHaveLength(splits);
    const lengths = parts.map(([start, end]) => end - start);
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
  });

  test('prefill: cached keys are one split and new keys another', () => {
    expect(bounds({ keys: 41, cached: 30, decode: false })).toEqual([
      [0, 30],
      [30, 41],
    ]);
    expect(bounds({ keys: 41, cached: 0, decode: false })).toEqual([[0, 41]]);
  });
});

test('a plan carries the score order over head_dim: four lanes, one chunk', () => {
  const plan = attentionPlan('invariant', { keys: 100, cached: 99, decode: true }, STEP);
  expect(plan).toMatchObject({ operation: 'attention', rule: 'invariant@1', keys: 100 });
  expect(plan.score).toMatchObject({
    terms: 32,
    lanes: 4,
    laneTree: 'adjacent',
    chunks: [{ start: 0, end: 32 }],
  });
});
