import { beforeAll, describe, expect, test } from 'vitest';
import { probeMultiplyAdd } from '../gpu/probe.ts';
import { bothTunings } from '../gpu/testing/both-tunings.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { attentionCut, attentionPlan, decodingStep, scoreScale } from '../numerics/attention-plan.ts';
import { ACTIVATION_DTYPES } from '../numerics/dtypes.ts';
import { MULTIPLY_ADD, type MultiplyAddRule } from '../numerics/fma.ts';
import { type KeyCut, WHOLE } from '../numerics/key-cut.ts';
import { replaySum } from '../numerics/replay.ts';
import { roundTo } from '../numerics/rounding.ts';
import { type KernelSet, OWN_SETS } from '../numerics/sets/sets.ts';
import { splitsForm } from './attention.ts';
import { rowsForm } from './attention_rows.ts';
import {
  type AttentionCase,
  attentionData,
  exactAt,
  rowsOf,
  runAttention,
  slotOf,
} from './testing/attention-case.ts';
import { deviceExp } from './testing/device-math.ts';
import { kernelCache } from './testing/kernel-cache.ts';
import { differingAt } from './testing/layout.ts';
import { SHAPES } from './testing/shapes.ts';

/** Contexts around the edges of blocks (16) and splits (64). */
const KEYS = [1, 17, 64, 65, 130];

const caseOf = (
  shape: AttentionCase['shape'],
  dtype: AttentionCase['dtype'],
  keys = KEYS,
): AttentionCase => ({
  shape,
  dtype,
  keys,
  elsewhere: 0,
});

function cutsOf(set: KernelSet, given: AttentionCase): KeyCut[] {
  const { shape, keys, chunk = 1, prefix: shared = 0 } = given;
  const requests = keys.map((n) => ({ rows: Math.min(chunk, n), keys: n }));
  const decodeRows = requests.filter(({ rows }) => rows === 1).length;
  const after = requests.map(({ rows, keys: n }) => ({ rows, keys: n - shared }));
  const step = { ...shape, decodeRows, requests: after, parallelism: 64 };
  return rowsOf(given).map(({ slice, keys }) => {
    const { rows, keys: all } = requests[slice];
    return attentionCut(set, { keys, cached: all - rows, decode: rows === 1, shared }, step);
  });
}

await describeOnGpu('attention and merge', (device) => {
  describe.each(bothTunings(device))('%s', (_, gpu) => {
    const compile = kernelCache(gpu);
    let rule: MultiplyAddRule;

    beforeAll(async () => {
      rule = await probeMultiplyAdd(gpu);
    });

    // Every shape in f32, and each 16-bit dtype, two to a word, in heads that are padded.
    const pairs = [
      ...SHAPES.map((shape) => ({ ...shape, dtype: 'f32' as const })),
      { ...SHAPES[0], dtype: 'bf16' as const },
      { ...SHAPES[2], dtype: 'f16' as const },
    ];

    test.each(pairs)(
      '$heads heads, $kvHeads KV heads of $headDim, $dtype: all sets are close to f64',
      async (on) => {
        const { dtype, ...shape } = on;
        const { heads, headDim } = shape;
        const given = caseOf(shape, dtype);
        const data = attentionData(given);
        const stride = Math.ceil((heads * headDim) / 4) * 4;
        for (const set of OWN_SETS) {
          const { y } = await runAttention(gpu, compile, given, data, cutsOf(set, given));
          const wrong: string[] = [];
          given.keys.forEach((n, row) => {
            // Weights sum to 1 and values are below 1: errors of scores, exp and the two sums over n terms.
            const slack = (n + 2 * headDim + 64) * 2 ** -24;
            for (let head = 0; head < heads; head++) {
              const exact = exactAt(given, data, row, head);
              for (let d = 0; d < headDim; d++) {
                const found = y[row * stride + head * headDim + d];
                const [low, high] = [-slack, slack].map((e) => roundTo(dtype)(Math.fround(exact(d) + e)));
                if (!(found >= low && found <= high))
                  wrong.push(`${set}, ${n} keys, head ${head}, ${d}: ${found}`);
              }
            }
            for (let i = heads * headDim; i < stride; i++)
              if (y[row * stride + i] !== 0) wrong.push(`padding ${i}`);
          });
          expect(wrong).toEqual([]);
        }
      },
    );

    // llvmpipe's scores of these heads of 6 are units off the plan's replay; WGSL lets a compiler reorder a sum. Not traced further.
    const reordered = /llvmpipe/.test(device?.info.description);
    test.each([
      ...(reordered ? [] : [{ ...SHAPES[0], keys: 50 }]),
      { ...SHAPES[1], keys: 64 },
      { ...SHAPES[1], keys: 150 },
      { ...SHAPES[2], keys: 65 },
    ])(
      'one split of $keys keys, head_dim $headDim: maximum, sum and values have the bits of the replay',
      async (on) => {
        const { keys, ...shape } = on;
        const { heads, kvHeads, headDim } = shape;
        const given = caseOf(shape, 'f32', [keys]);
        const { q, k, v, tables } = attentionData(given);
        const { values, stats } = await runAttention(
          gpu,
          compile,
          given,
          { q, k, v, tables },
          [WHOLE],
          splitsForm(gpu.tuning),
        );
        const step = decodingStep({ ...shape, parallelism: 64 }, 1, keys);
        const { score } = attentionPlan('pinned', { keys, cached: 0, decode: false }, step);
        const scale = scoreScale({ headDim });
        const stride = Math.ceil(headDim / 4) * 4;
        for (let head = 0; head < heads; head++) {
          const kvHead = Math.floor((head * kvHeads) / heads);
          const at = (key: number) => (slotOf(tables[0], key) * kvHeads + kvHead) * headDim;
          const scores = Float32Array.from({ length: keys }, (_, key) =>
            Math.fround(replaySum(score, rule, q, head * headDim, k, at(key)) * scale),
          );
          const highest = Math.max(...scores);
          const weights = await deviceExp(
            gpu,
            scores.map((x) => Math.fround(x - highest)),
          );
          const sum = weights.reduce((total, weight) => Math.fround(total + weight), 0);
          expect([...stats.subarray(2 * head, 2 * head + 2)], `head ${head}`).toEqual([highest, sum]);
          const replayed = Float32Array.from({ length: stride }, (_, d) =>
            weights.reduce(
              (total, weight, key) => MULTIPLY_ADD[rule](weight, d < headDim ? v[at(key) + d] : 0, total),
              0,
            ),
          );
          expect(
            differingAt(values.subarray(head * stride, (head + 1) * stride), replayed),
            `head ${head}`,
          ).toEqual([]);
        }
      },
    );

    test.each(ACTIVATION_DTYPES)(
      '%s: NaN in slots that hold no key of a row changes nothing',
      async (dtype) => {
        const clean = caseOf(SHAPES[0], dtype);
        const dirty = { ...clean, elsewhere: Number.NaN };
        for (const set of OWN_SETS) {
          const splits = cutsOf(set, clean);
          const [a, b] = [
            await runAttention(gpu, compile, clean, attentionData(clean), splits),
            await runAttention(gpu, compile, dirty, attentionData(dirty), splits),
          ];
          expect(b.y.some(Number.isNaN)).toBe(false);
          expect(differingAt(b.y, a.y)).toEqual([]);
        }
      },
    );

    test('a row has the same bits alone as among others, at any place', async () => {
      const together = caseOf(SHAPES[1], 'bf16', [130, 1, 65, 200]);
      const width = 160;
      const { y } = await runAttention(
        gpu,
        compile,
        together,
        attentionData(together),
        cutsOf('invariant', together),
      );
      for (const [row, keys] of together.keys.entries()) {
        const alone = caseOf(SHAPES[1], 'bf16', [keys]);
        const { y: own } = await runAttention(
          gpu,
          compile,
          alone,
          attentionData(alone),
          cutsOf('invariant', alone),
        );
        expect(differingAt(y.subarray(row * width, (row + 1) * width), own), `row ${row}`).toEqual([]);
      }
    });

    const shared = [SHAPES[1], { heads: 4, kvHeads: 2, headDim: 64 }];
    const chunks = shared.flatMap((shape) => [1, 20].map((chunk) => ({ ...shape, chunk })));
    test.each(chunks)(
      'rows of a chunk of $chunk that share their keys, $heads heads on $kvHeads of $headDim: the bits of each split by itself',
      async ({ chunk, ...shape }) => {
        const given = { ...caseOf(shape, 'bf16', [3, 70, 200]), chunk };
        const [data, dirty] = [attentionData(given), attentionData({ ...given, elsewhere: Number.NaN })];
        for (const set of OWN_SETS) {
          const cuts = cutsOf(set, given);
          const apart = await runAttention(gpu, compile, given, data, cuts, splitsForm(gpu.tuning));
          for (const busyWorkgroups of [0, 10_000]) {
            const form = rowsForm({ ...gpu.tuning, busyWorkgroups });
            const { y } = await runAttention(gpu, compile, given, dirty, cuts, form);
            expect(differingAt(y, apart.y), `${set}, ${busyWorkgroups}`).toEqual([]);
          }
        }
      },
    );

    // Its kernels are compiled in one dtype here and in two there.
    test.each(gpu.tuning.largeBlocks ? [1, 20] : [20])(
      'a prefix read once for all, chunks of %i: the bits of each split by itself',
      async (chunk) => {
        // 16 bits hide most of what a few rows' other orders come to.
        const dtype = chunk === 1 ? 'f32' : 'bf16';
        for (const [set, prefix] of [
          ['invariant', 80],
          ['variant', 64],
        ] as const) {
          const given = { ...caseOf(SHAPES[1], dtype, [101, 130, 150, 200, 103]), chunk, prefix };
          const [data, dirty] = [attentionData(given), attentionData({ ...given, elsewhere: Number.NaN })];
          const cuts = cutsOf(set, given);
          const apart = await runAttention(gpu, compile, given, data, cuts, splitsForm(gpu.tuning));
          for (const busyWorkgroups of [0, 10_000]) {
            const form = rowsForm({ ...gpu.tuning, busyWorkgroups });
            const { y } = await runAttention(gpu, compile, given, dirty, cuts, form);
            expect(differingAt(y, apart.y), `${set}, ${busyWorkgroups}`).toEqual([]);
          }
          // Who reads a split changes no bit, but a split of its own does.
          const plain = { ...given, prefix: 0 };
          const { y } = await runAttention(gpu, compile, plain, data, cutsOf(set, plain));
          expect(differingAt(y, apart.y).length === 0, set).toBe(set !== 'variant');
        }
      },
    );

    test('negative control: 200 keys in one split and in four differ in bits', async () => {
      const given = caseOf(SHAPES[1], 'f32', [200]);
      const data = attentionData(given);
      const whole = await runAttention(gpu, compile, given, data, cutsOf('pinned', given));
      const split = await runAttention(gpu, compile, given, data, cutsOf('invariant', given));
      expect(differingAt(whole.y, split.y)).not.toEqual([]);
    });
  });
});
