import { beforeAll, expect, test } from 'vitest';
import { probeMultiplyAdd } from '../../gpu/probe.ts';
import { type HostData, runOnce } from '../../gpu/run-once.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { tuningFor } from '../../gpu/tuning.ts';
import { sumsTo } from '../../kernels/epilogues.ts';
import { chunkBounds } from '../../kernels/matmul-kernel.ts';
import { quantisedKernel } from '../../kernels/matmul-quantised.ts';
import { packMatrix, wholeColumns } from '../../kernels/pack.ts';
import { packRows } from '../../kernels/packed-rows.ts';
import { quantisedWords, quantizeCalls, quantizeSources } from '../../kernels/quantize.ts';
import { kernelCache } from '../../kernels/testing/kernel-cache.ts';
import { asFloats, asWords, differingAt, randomTensor } from '../../kernels/testing/layout.ts';
import { blocksOf } from '../../model/quantise.ts';
import type { ActivationDtype, Quantize } from '../../numerics/dtypes.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import { matmulPlan } from '../../numerics/matmul-plan.ts';
import { roundTo } from '../../numerics/rounding.ts';
import { randomValues } from '../../numerics/testing/arbitraries.ts';
import { quantisedProduct, quantiseRows } from '../cpu/cpu-products.ts';

/** Whole blocks in two chunks, and K that ends inside a block, a word and a chunk. */
const SIZES = [
  { terms: 128, columns: 32 },
  { terms: 438, columns: 70 },
];
const MODES = ['per-row', 'per-tensor'] as const satisfies readonly Quantize[];

/** Rows of very different magnitude, with halves, a row of zeros and one too small to count. */
function activations(rows: number, terms: number, dtype: ActivationDtype): Float32Array<ArrayBuffer> {
  const values = randomValues(rows * terms, rows + terms).map((x, i) => {
    const row = Math.floor(i / terms);
    if (row === 3) return 0;
    if (row === 4) return x * 2 ** -70;
    if (row === 5) return ((i * 37) % 255) / 2 - 63.5;
    return x * 2 ** ((row % 7) - 3);
  });
  return values.map(roundTo(dtype));
}

async function compiles(device: GPUDevice, code: string): Promise<boolean> {
  device.pushErrorScope('validation');
  device.createShaderModule({ label: 'packed_probe', code });
  return (await device.popErrorScope()) === null;
}

await describeOnGpu('products of q8 activations', (gpu) => {
  const compile = kernelCache(gpu);
  let rule: MultiplyAddRule;
  /** Whether the language has the function for packed bytes, which software adapters are spared. */
  let packs: boolean;
  beforeAll(async () => {
    rule = await probeMultiplyAdd(gpu);
    packs = await compiles(gpu.device, 'fn probe(a: u32, b: u32) -> i32 { return dot4I8Packed(a, b); }');
  });

  async function quantise(x: Float32Array, terms: number, dtype: ActivationDtype, mode: Quantize) {
    const rows = x.length / terms;
    const sources = quantizeSources({ activations: dtype }, gpu.tuning);
    const words = quantisedWords(terms);
    const packed = packRows(Float32Array.from(x), terms, dtype);
    const buffers = {
      x: packed as HostData,
      most: new Uint32Array(rows) as HostData,
      y: new Uint32Array(rows * words) as HostData,
    };
    const { most } = quantizeCalls(buffers, { rows, terms, mode });
    const [largest] = await runOnce(gpu, await compile(sources.most), most);
    const { integers } = quantizeCalls({ ...buffers, most: largest }, { rows, terms, mode });
    const [y] = await runOnce(gpu, await compile(sources.integers), integers);
    return y;
  }

  test.each(MODES)('%s: integers and scales are those of the oracle', async (mode) => {
    for (const dtype of ['f32', 'bf16', 'f16'] as const) {
      const terms = 438;
      const x = activations(9, terms, dtype);
      const y = await quantise(x, terms, dtype, mode);
      const words = quantisedWords(terms);
      const rows = Array.from({ length: 9 }, (_, row) => x.subarray(row * terms, (row + 1) * terms));
      quantiseRows(mode, rows).forEach(({ integers, scale }, row) => {
        const bytes = new Int8Array(y.slice(row * words, (row + 1) * words).buffer);
        expect([...bytes.subarray(0, terms)], `${dtype} row ${row}`).toEqual([...integers]);
        expect(bytes.subarray(terms, 4 * words - 16).every((byte) => byte === 0)).toBe(true);
        expect(asFloats(y.slice(row * words + words - 4))[0]).toBe(scale);
      });
    }
  });

  test('a value that is not finite spoils its row, or all of them', async () => {
    const x = activations(3, 128, 'f32');
    x[130] = Number.POSITIVE_INFINITY;
    const scales = async (mode: Quantize) => {
      const y = await quantise(x, 128, 'f32', mode);
      return [0, 1, 2].map((row) => asFloats(y.slice(row * 36 + 32, row * 36 + 33))[0]);
    };
    expect((await scales('per-row')).map(Number.isNaN)).toEqual([false, true, false]);
    expect((await scales('per-tensor')).map(Number.isNaN)).toEqual([true, true, true]);
  });

  const tunings = [
    ['as it likes', gpu.tuning],
    ['for a GPU', { ...tuningFor(false), packedDot: false }],
  ] as const;
  const packed = ['by packed products', { ...tuningFor(false), packedDot: true }] as const;
  test.each(['q8', 'q4'] as const)(
    '%s: every plan, M and tiling has the bits of its replay',
    async (weights) => {
      for (const { terms, columns } of SIZES) {
        const tensor = randomTensor([columns, terms], columns, weights);
        const blocks = blocksOf(tensor, weights === 'q8' ? 'Q8_0' : 'Q4_0');
        const w = packMatrix(wholeColumns(tensor), terms, weights);
        for (const mode of MODES) {
          for (const rows of [1, 3, 9]) {
            const x = activations(rows, terms, 'bf16');
            const y = await quantise(x, terms, 'bf16', mode);
            const each = Array.from({ length: rows }, (_, row) => x.subarray(row * terms, (row + 1) * terms));
            const quantised = quantiseRows(mode, each);
            for (const set of ['invariant', 'variant', 'pinned'] as const) {
              const plan = matmulPlan(set, { terms, columns, rows, parallelism: 64 });
              for (const [how, tuning] of packs ? [...tunings, packed] : tunings) {
                const run = quantisedKernel(
                  plan,
                  { rows, columns, groups: w.groups, quads: w.quads },
                  tuning,
                );
                const call = run.call<HostData>({
                  x: y,
                  weights: w.buffers.map(asWords),
                  bounds: Uint32Array.from(chunkBounds(plan)),
                  ends: sumsTo(new Float32Array(run.parts * rows * w.quads * 4).fill(Number.NaN)),
                });
                const source = run.source({ activations: 'bf16', weights });
                const kernel = await compile({ ...source, label: `${source.label} ${how}` });
                const [bits] = await runOnce(gpu, kernel, call);
                const partials = asFloats(bits);
                const size = rows * w.quads * 4;
                quantised.forEach((row, i) => {
                  const found = Float32Array.from({ length: columns }, (_, n) => {
                    const at = i * w.quads * 4 + n;
                    let sum = partials[at];
                    for (let part = 1; part < run.parts; part++)
                      sum = Math.fround(sum + partials[part * size + at]);
                    return sum;
                  });
                  const expected = quantisedProduct(plan, rule, row, blocks);
                  const where = `${set} ${mode} K=${terms} M=${rows} row ${i} ${run.form} in ${run.parts} ${how}`;
                  expect(differingAt(found, expected), where).toEqual([]);
                });
              }
            }
          }
        }
      }
    },
  );
});
