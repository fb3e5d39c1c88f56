import { describe, expect, test } from 'vitest';
import { attentionSplits, decodingStep } from '../attention-plan.ts';
import { matmulPlan } from '../matmul-plan.ts';
import { OPERATIONS } from '../operations.ts';
import type { StepRequest } from './rules.ts';
import { KERNEL_SETS, type KernelSet, LIBRARY_SETS, OWN_SETS, rulesOf, WIDER_SETS } from './sets.ts';

const lengths = (runs: readonly { readonly start: number; readonly end: number }[]) =>
  runs.map(({ start, end }) => end - start);

/** An H100 has 132 multiprocessors; heads of a model of 8 billion parameters. */
const H100 = { headDim: 128, heads: 32, kvHeads: 8, parallelism: 132 };

test('every set is the lab’s own or states what a library does', () => {
  expect([...OWN_SETS, ...WIDER_SETS, ...LIBRARY_SETS]).toEqual(KERNEL_SETS);
  expect(OWN_SETS.map((set) => rulesOf(set).library)).toEqual([null, null, null]);
});

describe.each(LIBRARY_SETS)('%s', (set) => {
  const library = rulesOf(set).library!;

  test('names its sources by address and by the version that was read', () => {
    for (const { url, version, says } of library.sources) {
      expect(url).toMatch(/^https:\/\//);
      expect([version, says].map((text) => text.length > 5)).toEqual([true, true]);
    }
    expect(library.sources.length).toBeGreaterThan(0);
  });

  test('an operation that the library has no rule for is that of the set it says', () => {
    const other = library.others as KernelSet | null;
    const lent = OPERATIONS.filter((operation) => !library.published.includes(operation));
    expect(lent.length > 0).toBe(other !== null);
    if (!other) return;
    const [own, others] = [rulesOf(set), rulesOf(other)];
    const rule = { matmul: 'matmul', rmsnorm: 'rmsnorm', attention: 'cut' } as const;
    for (const operation of lent) expect(own[rule[operation]]).toBe(others[rule[operation]]);
  });
});

test.each([
  { rows: 1, parts: 8, why: '132 / 16 tiles of 16 x 256' },
  { rows: 128, parts: 8, why: 'still one row of tiles' },
  { rows: 129, parts: 4, why: '132 / 32' },
  { rows: 1024, parts: 1, why: '128 tiles' },
])('split-k, K = N = 4,096 at M = $rows: $parts parts ($why)', ({ rows, parts }) => {
  const { chunks } = matmulPlan('split-k', { rows, terms: 4096, columns: 4096, parallelism: 132 });
  expect(lengths(chunks)).toEqual(Array(parts).fill(4096 / parts));
});

test('split-k: a part has four blocks of 64 at least, and columns that one tile holds count once', () => {
  const partsOf = (terms: number, columns: number) =>
    lengths(matmulPlan('split-k', { rows: 1, terms, columns, parallelism: 132 }).chunks);
  expect(partsOf(255, 64)).toEqual([255]);
  expect(partsOf(512, 64)).toEqual([256, 256]);
  expect(partsOf(576, 64)).toEqual([256, 320]);
});

test('flash-decoding: the example of its source, 48 workgroups on 108 places: 2 splits are better than 3', () => {
  const step = decodingStep({ headDim: 64, heads: 1, kvHeads: 1, parallelism: 54 }, 48, 2048);
  const row = { keys: 2048, cached: 2047, decode: true };
  expect(lengths(attentionSplits('flash-decoding', row, step))).toEqual([1024, 1024]);
  expect(attentionSplits('flash-decoding', row, { ...step, parallelism: 60 })).toHaveLength(2);
  // 48 of 60 places are 80 %.
  expect(attentionSplits('flash-decoding', row, { ...step, parallelism: 30 })).toHaveLength(1);
});

test('flash-decoding: a longer batchmate moves a row’s cut; one that prefills ends it', () => {
  const row = { keys: 1024, cached: 1023, decode: true };
  const among = (mate: StepRequest) =>
    lengths(
      attentionSplits('flash-decoding', row, {
        ...decodingStep(H100, 2, 1024),
        requests: [{ rows: 1, keys: 1024 }, mate],
      }),
    );
  expect(among({ rows: 1, keys: 1024 })).toEqual(Array(8).fill(128));
  expect(among({ rows: 1, keys: 16_384 })).toEqual([1024]);
  expect(among({ rows: 7, keys: 1024 })).toEqual([1024]);
});

test('flashinfer: the smallest chunk with which all requests fit, whichever of them is long', () => {
  const row = { keys: 4096, cached: 4095, decode: true };
  const step = decodingStep(H100, 4, 4096);
  // 33 workgroups a KV head for 4 requests of 256 pages: 8 splits each.
  expect(lengths(attentionSplits('flashinfer', row, step))).toEqual(Array(8).fill(512));
  const long = { rows: 1, keys: 16_384 };
  const among = { ...step, requests: [{ rows: 1, keys: 4096 }, long, long, long] };
  // 103 pages: 3 splits and three times 10.
  expect(lengths(attentionSplits('flashinfer', row, among))).toEqual([1648, 1648, 800]);
  expect(attentionSplits('flashinfer', row, decodingStep(H100, 34, 4096))).toHaveLength(1);
});

test('flashinfer: requests that prefill are planned apart', () => {
  const step = decodingStep(H100, 4, 4096);
  const mixed = { ...step, requests: [...step.requests, { rows: 64, keys: 2048 }] };
  const row = { keys: 4096, cached: 4095, decode: true };
  expect(attentionSplits('flashinfer', row, mixed)).toEqual(attentionSplits('flashinfer', row, step));
  // 64 rows of 4 heads each are two tiles of 128: 16 chunks each are 32 of 33 workgroups.
  const prefilled = attentionSplits('flashinfer', { keys: 2000, cached: 1984, decode: false }, mixed);
  expect(lengths(prefilled)).toEqual([...Array(15).fill(128), 80]);
});

test.each([
  { keys: 256, splits: [256] },
  { keys: 257, splits: [160, 97] },
  { keys: 700, splits: [256, 256, 188] },
])('sglang-deterministic: $keys keys', ({ keys, splits }) => {
  const row = { keys, cached: 0, decode: false };
  expect(lengths(attentionSplits('sglang-deterministic', row, decodingStep(H100, 9, 3000)))).toEqual(splits);
});

test('vllm-invariant: one split, and K in steps of 64', () => {
  const row = { keys: 3000, cached: 2999, decode: true };
  expect(attentionSplits('vllm-invariant', row, decodingStep(H100, 9, 3000))).toHaveLength(1);
  const plan = matmulPlan('vllm-invariant', { rows: 7, terms: 200, columns: 8, parallelism: 1 });
  expect(lengths(plan.chunks)).toEqual([64, 64, 64, 8]);
});
