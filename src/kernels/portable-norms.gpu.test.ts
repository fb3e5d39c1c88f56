import { describe, expect, test } from 'vitest';
import { type HostData, runOnce } from '../gpu/run-once.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { ACTIVATION_DTYPES, type ActivationDtype } from '../numerics/dtypes.ts';
import { times } from '../numerics/portable/portable-math.ts';
import { randomValues } from '../numerics/testing/arbitraries.ts';
import { blockNorm, foursNorm, rowsNorm } from './add_norm.ts';
import { sumsNormCall, sumsNormSource } from './ended-sums.ts';
import { packRows, unpackRows, withoutPadding } from './packed-rows.ts';
import { qkNormCall, qkNormSource } from './qk_norm.ts';
import { edgeActivations, edgeValues } from './testing/edge-operands.ts';
import { kernelCache } from './testing/kernel-cache.ts';
import { asFloats, differingAt } from './testing/layout.ts';
import { normed, stored } from './testing/portable-replays.ts';

const EPSILON = Math.fround(1e-5);
const LANES = 64;
const FORMS = { block: blockNorm, 'a thread to a row': rowsNorm, 'four threads to a row': foursNorm };

/** What a product leaves is no activation: it may be far below an operand, but a multiple of 2^-125. */
const sums = (length: number, seed: number) =>
  edgeValues(length, seed).map((x, i) => (i % 7 === 2 ? 2 ** -125 : Math.abs(x) < 2 ** -125 ? 0 : x));
const rowsOf = (values: Float32Array, width: number) =>
  Array.from({ length: values.length / width }, (_, row) => values.slice(row * width, (row + 1) * width));
const joined = (rows: readonly Float32Array[]) => Float32Array.from(rows.flatMap((row) => [...row]));

await describeOnGpu('norms in portable arithmetic', (gpu) => {
  const compile = kernelCache(gpu);

  async function addNorm(
    form: keyof typeof FORMS,
    dtype: ActivationDtype,
    residual: Float32Array<ArrayBuffer>,
    partials: Float32Array,
    gain: Float32Array,
  ) {
    const hidden = gain.length;
    const rows = residual.length / hidden;
    const norm = FORMS[form](LANES, hidden);
    const kernel = await compile(norm.source({ activations: dtype, math: 'portable' }));
    const buffers = {
      sourceRows: Uint32Array.from({ length: rows }, (_, i) => i),
      partials: packRows(partials, hidden, 'f32'),
      gain: packRows(gain, hidden, 'f32'),
      residual: packRows(residual, hidden, dtype),
      normed: packRows(new Float32Array(rows * hidden), hidden, dtype),
    } satisfies Record<string, HostData>;
    const sizes = { rows, stepRows: rows, hidden, parts: 1, epsilon: EPSILON };
    const found = await runOnce(gpu, kernel, norm.call<HostData>(buffers, sizes));
    const [added, scaled] = found.map((words) => withoutPadding(unpackRows(words, dtype), hidden));
    return { added, scaled };
  }

  const cases = (Object.keys(FORMS) as (keyof typeof FORMS)[]).flatMap((form) =>
    (form === 'block' ? (['f32'] as const) : ACTIVATION_DTYPES).map((dtype) => ({ form, dtype })),
  );

  test.each(cases)('$form, $dtype: the bits of the CPU, edges included', async ({ form, dtype }) => {
    for (const hidden of [50, 432]) {
      const [rows, round] = [5, stored(dtype)];
      const residual = edgeActivations(rows * hidden, hidden, dtype);
      // A row that is nothing, one of least operands alone, and one whose largest lies far above the rest.
      residual.fill(0, 0, hidden);
      residual.fill(round(2 ** -51), hidden, 2 * hidden);
      residual[2 * hidden + 3] = round(2 ** 14);
      const partials = sums(rows * hidden, hidden + 1);
      partials.fill(0, hidden, 2 * hidden);
      const gain = edgeValues(hidden, 3).map((g, i) => (i % 2 ? g : Math.fround(1 + g / 8)));
      const { added, scaled } = await addNorm(form, dtype, residual, partials, gain);
      const sum = residual.map((x, i) => round(Math.fround(x + partials[i])));
      const expected = rowsOf(sum, hidden).map((row) =>
        normed(row, gain, { lanes: LANES, epsilon: EPSILON }),
      );
      expect(differingAt(added, sum)).toEqual([]);
      expect(differingAt(scaled, joined(expected).map(round))).toEqual([]);
    }
  });

  test.each([0x7fc00000, 0xffc00001, 0x7f800000, 0xff800000, 0x6f000000])(
    'what is no number, or too large to square, is none afterwards: bits %i',
    async (bits) => {
      const residual = randomValues(5 * 50, 1);
      new Uint32Array(residual.buffer)[2 * 50 + 7] = bits;
      const gain = new Float32Array(50).fill(1);
      for (const form of Object.keys(FORMS) as (keyof typeof FORMS)[]) {
        const { scaled } = await addNorm(form, 'f32', residual, new Float32Array(5 * 50), gain);
        const finite = rowsOf(scaled, 50).map((row) => row.every(Number.isFinite));
        expect(finite, form).toEqual([true, true, false, true, true]);
      }
    },
  );

  describe.each(ACTIVATION_DTYPES)('of finished sums, %s', (dtype) => {
    test('the bits of the CPU', async () => {
      const [rows, hidden, scale] = [3, 50, Math.fround(0.3)];
      const kernel = await compile(
        sumsNormSource({ activations: dtype, math: 'portable' }, LANES, gpu.tuning),
      );
      const [partials, gain] = [sums(rows * hidden, 5), edgeValues(hidden, 6)];
      const buffers = {
        gain: packRows(gain, hidden, 'f32'),
        partials: packRows(partials, hidden, 'f32'),
        normed: packRows(new Float32Array(rows * hidden), hidden, dtype),
      };
      const call = sumsNormCall<HostData>(buffers, { rows, hidden, parts: 1, scale, epsilon: EPSILON });
      const [left, words] = await runOnce(gpu, kernel, call);
      const round = stored(dtype);
      const expected = joined(
        rowsOf(partials, hidden).map((row) => normed(row, gain, { lanes: LANES, epsilon: EPSILON })),
      ).map(round);
      expect(differingAt(withoutPadding(unpackRows(words, dtype), hidden), expected)).toEqual([]);
      const scaled = expected.map((y) => times(y, scale));
      expect(differingAt(withoutPadding(asFloats(left), hidden), scaled)).toEqual([]);
    });
  });

  test.each([true, 'projection'] as const)(
    'of queries and keys (%s): the bits of the CPU',
    async (qkNorm) => {
      const [heads, kvHeads, headDim, rows] = [3, 1, 10, 3];
      const shape = { heads, kvHeads, headDim, qkNorm, rmsNormEps: EPSILON };
      const kernel = await compile(qkNormSource({ q: LANES, k: LANES }, shape, gpu.tuning, 'portable'));
      const all = heads + 2 * kvHeads;
      const partials = sums(rows * all * headDim, 8);
      const each = qkNorm === true;
      const gain = edgeValues((each ? 2 : heads + kvHeads) * headDim, 9).map((g, i) =>
        i % 2 ? g : 1 + g / 8,
      );
      const call = qkNormCall<HostData>(
        { gain: packRows(gain, headDim, 'f32'), partials: packRows(partials, headDim, 'f32') },
        { rows, parts: 1 },
        shape,
      );
      const [words] = await runOnce(gpu, kernel, call);
      const options = { lanes: LANES, epsilon: EPSILON };
      const row = (own: Float32Array) => {
        const runs = each
          ? Array.from({ length: heads + kvHeads }, (_, head) => [head, head + 1, head < heads ? 0 : 1])
          : [
              [0, heads, 0],
              [heads, heads + kvHeads, heads],
            ];
        const ends = runs.flatMap(([from, to, at]) => [
          ...normed(
            own.slice(from * headDim, to * headDim),
            gain.slice(at * headDim, (at + to - from) * headDim),
            options,
          ),
        ]);
        return Float32Array.from([...ends, ...own.slice((heads + kvHeads) * headDim)]);
      };
      const expected = joined(rowsOf(partials, all * headDim).map(row));
      expect(differingAt(withoutPadding(asFloats(words), headDim), expected)).toEqual([]);
    },
  );
});
