import { describe, expect, test } from 'vitest';
import { bothTunings } from '../gpu/testing/both-tunings.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { attentionCut, scoreOrder, scoreScale } from '../numerics/attention-plan.ts';
import { splitsOf } from '../numerics/key-cut.ts';
import { splitsForm } from './attention.ts';
import type { AttentionForm } from './attention-form.ts';
import {
  type AttentionCase,
  type AttentionData,
  attentionData,
  rowsOf,
  runAttention,
  slotOf,
} from './testing/attention-case.ts';
import { edgeActivations } from './testing/edge-operands.ts';
import { kernelCache } from './testing/kernel-cache.ts';
import { differingAt } from './testing/layout.ts';
import { attended, type HeadKeys, stored } from './testing/portable-replays.ts';

/** One split, a whole one, and three that are merged. */
const KEYS = [1, 64, 150];
const HEADS = { heads: 4, kvHeads: 2, headDim: 8 };
const PADDED = { heads: 6, kvHeads: 3, headDim: 6 };

/** What the queries and caches of a step hold, by how they part arithmetic. */
const CONTENTS = {
  'random values': () => undefined,
  'edges of arithmetic': ({ q, k, v }, { dtype }) => {
    for (const [seed, values] of [q, k, v].entries())
      values.set(edgeActivations(values.length, seed + 1, dtype));
  },
  // Scores from +-1000 on, of which most keys' weights are nothing, and splits that count for nothing beside others.
  'scores far apart': ({ q, k }, { dtype }) => {
    for (const values of [q, k]) values.set(values.map((x) => stored(dtype)(x * 40)));
  },
  'scores that are all equal, and least values': ({ q, v }, { dtype }) => {
    q.fill(0);
    v.set(v.map((x, i) => stored(dtype)((i % 2 ? 2 ** -51 : -(2 ** -51)) * (x > 0 ? 1 : 3))));
  },
} satisfies Record<string, (data: AttentionData, given: AttentionCase) => void>;

function cutsOf({ shape, keys, chunk = 1 }: AttentionCase) {
  const requests = keys.map((n) => ({ rows: Math.min(chunk, n), keys: n }));
  const decodeRows = requests.filter(({ rows }) => rows === 1).length;
  const step = { ...shape, decodeRows, requests, parallelism: 64 };
  return rowsOf({ shape, keys, chunk, dtype: 'f32', elsewhere: 0 }).map(({ slice, keys: n }) => {
    const { rows, keys: all } = requests[slice];
    return attentionCut('portable', { keys: n, cached: all - rows, decode: rows === 1, shared: 0 }, step);
  });
}

/** One head of one row of a step. */
function headOf(
  { shape }: AttentionCase,
  data: AttentionData,
  slice: number,
  keys: number,
  row: number,
  head: number,
) {
  const { heads, kvHeads, headDim } = shape;
  const kvHead = Math.floor((head * kvHeads) / heads);
  const at = (values: Float32Array, place: number) => values.slice(place * headDim, (place + 1) * headDim);
  const of = (values: Float32Array) =>
    Array.from({ length: keys }, (_, key) => at(values, slotOf(data.tables[slice], key) * kvHeads + kvHead));
  return { q: at(data.q, row * heads + head), k: of(data.k), v: of(data.v) } satisfies HeadKeys;
}

await describeOnGpu('attention in portable arithmetic', (device) => {
  describe.each(bothTunings(device))('%s', (_, gpu) => {
    const compile = kernelCache(gpu);

    async function expectReplay(given: AttentionCase, data: AttentionData, form?: AttentionForm) {
      const cuts = cutsOf(given);
      const { y } = await runAttention(gpu, compile, given, data, cuts, form);
      const { heads, headDim } = given.shape;
      const stride = Math.ceil((heads * headDim) / 4) * 4;
      const options = { order: scoreOrder(headDim), scale: scoreScale(given.shape) };
      const expected = new Float32Array(y.length);
      rowsOf(given).forEach(({ slice, keys }, row) => {
        for (let head = 0; head < heads; head++) {
          const own = attended(
            headOf(given, data, slice, keys, row, head),
            splitsOf(cuts[row], keys),
            options,
          );
          expected.set(own.map(stored(given.dtype)), row * stride + head * headDim);
        }
      });
      expect(differingAt(y, expected)).toEqual([]);
    }

    const edges = { name: 'edges of arithmetic', shape: HEADS } as const;
    const least = { name: 'scores that are all equal, and least values', shape: HEADS } as const;
    const sixteen = [
      { ...edges, dtype: 'bf16' as const, chunk: 5 },
      { ...edges, dtype: 'f16' as const, chunk: 5 },
      { ...least, dtype: 'f16' as const, chunk: 5 },
    ];
    const cases = [
      ...Object.keys(CONTENTS).flatMap((name) =>
        [1, 5].map((chunk) => ({ name, shape: HEADS, dtype: 'f32' as const, chunk })),
      ),
      // What differs between the tunings is how threads share queries, not what is read.
      ...(gpu.tuning.largeBlocks
        ? [...sixteen, { ...edges, shape: PADDED, dtype: 'f32' as const, chunk: 1 }]
        : []),
    ];

    test.each(cases)(
      '$name, head_dim $shape.headDim, $dtype, $chunk rows: the bits of the CPU',
      async ({ name, ...on }) => {
        const given: AttentionCase = { ...on, keys: KEYS, elsewhere: Number.NaN, math: 'portable' };
        const data = attentionData(given);
        CONTENTS[name as keyof typeof CONTENTS](data, given);
        await expectReplay(given, data);
        // The kernel for heads of any size, whose splits all go through the merge.
        if (on.shape === HEADS && on.dtype === 'f32' && on.chunk === 1 && gpu.tuning.largeBlocks)
          await expectReplay(given, data, splitsForm(gpu.tuning));
      },
    );

    test.each([
      ['a value that is none', 'v', Number.NaN],
      ['a key that is none', 'k', Number.NaN],
      ['an infinite key', 'k', Number.POSITIVE_INFINITY],
      ['a query that is none', 'q', Number.NaN],
    ] as const)('%s is told by what is none', async (_, of, value) => {
      const given: AttentionCase = { shape: HEADS, dtype: 'f32', keys: [70], elsewhere: 0, math: 'portable' };
      const data = attentionData(given);
      data.q.fill(1);
      const place = of === 'q' ? 0 : slotOf(data.tables[0], 3) * HEADS.kvHeads;
      data[of][place * HEADS.headDim + 1] = value;
      const { y } = await runAttention(gpu, compile, given, data, cutsOf(given));
      expect(y.every(Number.isFinite)).toBe(false);
    });
  });
});
