import { beforeAll, describe, expect, test } from 'vitest';
import { compileOnce } from '../gpu/kernel.ts';
import { probeMultiplyAdd } from '../gpu/probe.ts';
import { bothTunings } from '../gpu/testing/both-tunings.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { SHAPES } from '../model/shapes.ts';
import { attentionCut, attentionPlan, decodingStep, scoreScale } from '../numerics/attention-plan.ts';
import { MULTIPLY_ADD, type MultiplyAddRule } from '../numerics/fma.ts';
import { type KeyCut, WHOLE } from '../numerics/key-cut.ts';
import { replaySum } from '../numerics/replay.ts';
import { roundTo } from '../numerics/rounding.ts';
import { type KernelSet, OWN_SETS } from '../numerics/sets/sets.ts';
import {
  type AttentionCase,
  type AttentionData,
  attentionData,
  exactAt,
  runAttention,
  slotOf,
} from './testing/attention-case.ts';
import { deviceExp } from './testing/device-math.ts';
import type { CompileOnce } from './testing/kernel-cache.ts';
import { differingAt } from './testing/layout.ts';
import { REAL_SHAPES } from './testing/real-shapes.ts';

/** Around 4,096 and 8,192: the last key of a split, the first of the next, and a short neighbour. */
const KEYS = [8192, 4096, 4097, 50];

/** Heads of each shape; which hidden size or vocabulary stands behind them does not matter here. */
const HEADS = REAL_SHAPES.map((shape) => {
  const { heads, kvHeads, headDim } = SHAPES[shape].config;
  return { shape, heads, kvHeads, headDim };
});

function cutsOf(set: KernelSet, { shape, keys }: AttentionCase): KeyCut[] {
  const requests = keys.map((n) => ({ rows: 1, keys: n }));
  const step = { ...shape, decodeRows: keys.length, requests, parallelism: 64 };
  return keys.map((n) => attentionCut(set, { keys: n, cached: n - 1, decode: true }, step));
}

await describeOnGpu('attention at real contexts', (device) => {
  const compile: CompileOnce = (source) => compileOnce(device.device, source);
  let rule: MultiplyAddRule;

  beforeAll(async () => {
    rule = await probeMultiplyAdd(device);
  });

  describe.each(HEADS)('$shape: $heads heads, $kvHeads KV heads of $headDim', ({ shape: _, ...shape }) => {
    const { heads, kvHeads, headDim } = shape;
    const width = heads * headDim;
    const given: AttentionCase = { shape, dtype: 'bf16', keys: KEYS, elsewhere: Number.NaN };
    let data: AttentionData;

    beforeAll(() => {
      data = attentionData(given);
    });

    test.each(OWN_SETS)('%s splits: close to f64, and alike however the adapter is tuned', async (set) => {
      const cuts = cutsOf(set, given);
      const [first, second] = bothTunings(device).map(([, gpu]) => gpu);
      const { y } = await runAttention(first, compile, given, data, cuts);
      const { y: tuned } = await runAttention(second, compile, given, data, cuts);
      expect(differingAt(tuned, y)).toEqual([]);
      const wrong: string[] = [];
      for (const [row, n] of KEYS.entries()) {
        const head = (row * 5) % heads;
        const exact = exactAt(given, data, row, head);
        // Weights sum to 1 and values are below 1: errors of scores, exp and the two sums over n terms.
        const slack = (n + 2 * headDim + 64) * 2 ** -24;
        for (const d of [0, headDim / 2, headDim - 1]) {
          const found = y[row * width + head * headDim + d];
          const [low, high] = [-slack, slack].map((e) => roundTo('bf16')(Math.fround(exact(d) + e)));
          if (!(found >= low && found <= high)) wrong.push(`${n} keys, head ${head}, ${d}: ${found}`);
        }
      }
      expect(wrong).toEqual([]);
    });

    test.each(['invariant', 'pinned'] as const)(
      '%s: each row alone has its bits among the others',
      async (set) => {
        for (const [, gpu] of bothTunings(device)) {
          const { y } = await runAttention(gpu, compile, given, data, cutsOf(set, given));
          for (const [row, keys] of KEYS.entries()) {
            const alone = { ...given, keys: [keys] };
            const own = await runAttention(gpu, compile, alone, attentionData(alone), cutsOf(set, alone));
            expect(differingAt(y.subarray(row * width, (row + 1) * width), own.y), `${keys} keys`).toEqual(
              [],
            );
          }
        }
      },
    );

    test.each(['invariant', 'pinned'] as const)(
      '%s: the last row of a prompt has the bits of its own step',
      async (set) => {
        // Keys that are cut alike for every row: those of a long prompt, but for its end.
        const last: AttentionCase = { ...given, keys: [4097] };
        const [cut] = cutsOf(set, last);
        for (const [, gpu] of bothTunings(device)) {
          const own = await runAttention(gpu, compile, last, attentionData(last), [cut]);
          for (const chunk of [17, 33]) {
            const prompt = { ...last, chunk };
            const cuts = new Array<KeyCut>(chunk).fill(cut);
            const { y } = await runAttention(gpu, compile, prompt, attentionData(prompt), cuts);
            expect(
              differingAt(y.subarray((chunk - 1) * width, chunk * width), own.y),
              `${chunk} rows`,
            ).toEqual([]);
          }
        }
      },
    );

    test('one split: the quotients of its replayed sums, within what a division may be off', async () => {
      // The longest run of keys that any set gives to one split here, and one of the invariant set's.
      for (const keys of [64, 4096]) {
        const one: AttentionCase = { shape, dtype: 'f32', keys: [keys], elsewhere: 0 };
        const own = attentionData(one);
        const { y } = await runAttention(device, compile, one, own, [WHOLE]);
        for (const head of new Set([0, heads - 1])) {
          const kvHead = Math.floor((head * kvHeads) / heads);
          const { value, sum } = await replayed(own, { keys, head, kvHead });
          const found = y.subarray(head * headDim, (head + 1) * headDim);
          // A quotient is within 2.5 units of f32 of the true one, by WGSL's leave.
          const wrong = [...found.keys()].filter(
            (d) => Math.abs(found[d] - value[d] / sum) > 2.5 * 2 ** -23 * Math.abs(value[d] / sum),
          );
          expect(wrong, `${keys} keys, head ${head}`).toEqual([]);
        }
      }
    });

    /** Weighted values and sum of weights of one split by the plan's order, from the device's own exp. */
    async function replayed(
      { q, k, v, tables }: AttentionData,
      { keys, head, kvHead }: Readonly<Record<'keys' | 'head' | 'kvHead', number>>,
    ) {
      const step = decodingStep({ ...shape, parallelism: 64 }, 1, keys);
      const { score } = attentionPlan('pinned', { keys, cached: 0, decode: false }, step);
      const scale = Math.fround(scoreScale({ headDim }));
      const at = (key: number) => (slotOf(tables[0], key) * kvHeads + kvHead) * headDim;
      const scores = Float32Array.from({ length: keys }, (_, key) =>
        Math.fround(replaySum(score, rule, q, head * headDim, k, at(key)) * scale),
      );
      const highest = scores.reduce((a, b) => Math.max(a, b));
      const weights = await deviceExp(
        device,
        scores.map((x) => Math.fround(x - highest)),
      );
      const sum = weights.reduce((total, weight) => Math.fround(total + weight), 0);
      const value = Float32Array.from({ length: headDim }, (_, d) =>
        weights.reduce((total, weight, key) => MULTIPLY_ADD[rule](weight, v[at(key) + d], total), 0),
      );
      return { value, sum };
    }
  });
});
