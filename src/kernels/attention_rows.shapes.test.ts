import { beforeAll, expect, test } from 'vitest';
import { probeMultiplyAdd } from '../gpu/probe.ts';
import { type HostData, runOnce } from '../gpu/run-once.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { attentionCut, scoreOrder, scoreScale } from '../numerics/attention-plan.ts';
import { MULTIPLY_ADD, type MultiplyAddRule } from '../numerics/fma.ts';
import { type KeyCut, splitsOf, WHOLE } from '../numerics/key-cut.ts';
import { replaySum } from '../numerics/replay.ts';
import { KERNEL_SETS, type KernelSet } from '../numerics/sets/sets.ts';
import { rowsForm } from './attention_rows.ts';
import type { AttentionBuffers } from './attention-form.ts';
import { packRows, unpackRows } from './packed-rows.ts';
import { type AttentionCase, attentionData, rowsOf, runAttention, slotOf } from './testing/attention-case.ts';
import { deviceExp } from './testing/device-math.ts';
import { kernelCache } from './testing/kernel-cache.ts';
import { differingAt, randomActivations } from './testing/layout.ts';

/** The query heads that share a KV head, and their size, of the real shapes: Qwen2.5 0.5B, Llama 3.2 1B, Qwen3 0.6B. */
const GROUPS = [
  { heads: 7, kvHeads: 1, headDim: 64 },
  { heads: 4, kvHeads: 1, headDim: 64 },
  { heads: 2, kvHeads: 1, headDim: 128 },
];
const CONTEXTS = [1000, 4096, 8192];

function cutsOf(set: KernelSet, given: AttentionCase): KeyCut[] {
  const { shape, chunk = 1 } = given;
  const requests = given.keys.map((keys) => ({ rows: chunk, keys }));
  const decode = chunk === 1;
  const step = { ...shape, decodeRows: decode ? requests.length : 0, requests, parallelism: 64 };
  return rowsOf(given).map(({ slice, keys }) =>
    attentionCut(set, { keys, cached: given.keys[slice] - chunk, decode }, step),
  );
}

await describeOnGpu('attention at real sizes', (gpu) => {
  const compile = kernelCache(gpu);
  const [walking, spreading] = [0, 1e9].map((busyWorkgroups) => rowsForm({ ...gpu.tuning, busyWorkgroups }));
  let rule: MultiplyAddRule;

  beforeAll(async () => {
    rule = await probeMultiplyAdd(gpu);
  });

  const cases = GROUPS.flatMap((shape) => CONTEXTS.map((context) => ({ ...shape, context })));

  test.each(cases)(
    '$context keys, $heads heads of $headDim: chosen splits have the bits of the replay, whole or merged',
    async ({ context, ...shape }) => {
      const { heads, headDim } = shape;
      const given: AttentionCase = { shape, dtype: 'f32', keys: [context], elsewhere: Number.NaN };
      const data = attentionData(given);
      const { q, k, v, tables } = data;
      const cuts = cutsOf('invariant', given);
      const { values, stats, y } = await runAttention(gpu, compile, given, data, cuts, spreading);
      const splits = splitsOf(cuts[0], context);
      const head = heads - 1;
      for (const index of [0, Math.floor(splits.length / 2), splits.length - 1]) {
        const { start, end } = splits[index];
        const at = (key: number) => slotOf(tables[0], key) * headDim;
        const scores = Float32Array.from({ length: end - start }, (_, i) => {
          const dot = replaySum(scoreOrder(headDim), rule, q, head * headDim, k, at(start + i));
          return Math.fround(dot * scoreScale({ headDim }));
        });
        const highest = Math.max(...scores);
        const weights = await deviceExp(
          gpu,
          scores.map((score) => Math.fround(score - highest)),
        );
        const sum = weights.reduce((total, weight) => Math.fround(total + weight), 0);
        const place = index * heads + head;
        expect([...stats.subarray(2 * place, 2 * place + 2)], `split ${index}`).toEqual([highest, sum]);
        const replayed = Float32Array.from({ length: headDim }, (_, d) =>
          weights.reduce((total, weight, i) => MULTIPLY_ADD[rule](weight, v[at(start + i) + d], total), 0),
        );
        const own = values.subarray(place * headDim, (place + 1) * headDim);
        expect(differingAt(own, replayed), `split ${index}`).toEqual([]);
      }
      const walked = await runAttention(gpu, compile, given, data, cuts, walking);
      expect(walked.dealt.merges).toBe(false);
      expect(differingAt(walked.y, y)).toEqual([]);
    },
  );

  test.each(KERNEL_SETS)(
    '%s: two rows of 8,192 keys are alike together and alone, spread and walked',
    async (set) => {
      const shape = GROUPS[2];
      const pair: AttentionCase = { shape, dtype: 'bf16', keys: [8192], chunk: 2, elsewhere: Number.NaN };
      const data = attentionData(pair);
      // As rows of a chunk, whatever they are alone.
      const cuts = cutsOf(set, pair);
      const width = shape.heads * shape.headDim;
      const together = await runAttention(gpu, compile, pair, data, cuts, walking);
      const spread = await runAttention(gpu, compile, pair, data, cuts, spreading);
      expect(differingAt(spread.y, together.y)).toEqual([]);
      const alone = { ...data, q: data.q.subarray(width) };
      const one = await runAttention(gpu, compile, { ...pair, chunk: 1 }, alone, [cuts[1]], walking);
      expect(differingAt(one.y, together.y.subarray(width))).toEqual([]);
    },
  );

  test('rows of a chunk of 512 at a context of 7,700 have the bits that they have alone', async () => {
    const shape = { heads: 1, kvHeads: 1, headDim: 64 };
    const chunkOf = (chunk: number): AttentionCase => ({
      shape,
      dtype: 'bf16',
      keys: [7700],
      chunk,
      elsewhere: 0,
    });
    const data = attentionData(chunkOf(512));
    const cuts = cutsOf('invariant', chunkOf(512));
    const { y, dealt } = await runAttention(gpu, compile, chunkOf(512), data, cuts, rowsForm(gpu.tuning));
    expect(dealt.merges).toBe(false);
    for (const row of [0, 300, 511]) {
      const q = data.q.subarray(row * 64, (row + 1) * 64);
      const keys = 7700 - 511 + row;
      const own: AttentionCase = { ...chunkOf(1), keys: [keys] };
      const { y: alone } = await runAttention(gpu, compile, own, { ...data, q }, [cuts[row]], spreading);
      expect(differingAt(y.subarray(row * 64, (row + 1) * 64), alone), `row ${row}`).toEqual([]);
    }
  });

  test('more items than an axis holds: each row has its own', async () => {
    const shape = { heads: 1, kvHeads: 1, headDim: 4 };
    const count = 65_535 + 100;
    const form = rowsForm(gpu.tuning);
    const rows = Array.from({ length: count }, (_, slice) => ({ slice, keys: 1 }));
    const room = form.room({ rows: count, context: 1, splits: count, longest: 1 }, shape);
    const tables = { items: new Uint32Array(room.words), runs: new Uint32Array(count * 2) };
    // The only key of each row lies in one of 16 blocks.
    const step = { rows, cuts: rows.map(() => WHOLE), tableAt: (slice: number) => slice % 16 };
    const dealt = form.deal(step, room, shape, tables);
    expect(dealt.items).toBeGreaterThan(65_535);
    const source = form.sources({ activations: 'f32' }, shape).get(dealt.kernel)!;
    const v = randomActivations(16 * 16 * 4, 1, 'f32');
    const buffers: AttentionBuffers<HostData> = {
      q: packRows(new Float32Array(count * 4), 4, 'f32'),
      ...{ k: packRows(new Float32Array(v.length), 4, 'f32'), v: packRows(v, 4, 'f32') },
      ...{ items: tables.items.slice(0, dealt.words), blocks: Uint32Array.from({ length: 16 }, (_, i) => i) },
      ...{ values: new Float32Array(4), stats: new Float32Array(4), y: new Float32Array(count * 4).fill(7) },
    };
    const [, , y] = await runOnce(gpu, await compile(source), form.call(buffers, dealt, shape));
    const found = unpackRows(y, 'f32');
    const expected = Float32Array.from({ length: count * 4 }, (_, i) => v[((i >> 2) % 16) * 64 + (i & 3)]);
    expect(differingAt(found, expected)).toEqual([]);
  });
});
