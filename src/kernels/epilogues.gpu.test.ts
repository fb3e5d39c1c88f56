import { describe, expect, test } from 'vitest';
import type { KernelSource } from '../gpu/kernel.ts';
import { type HostData, runOnce } from '../gpu/run-once.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { allRopeAngles } from '../model/rope-angles.ts';
import type { ActivationDtype } from '../numerics/dtypes.ts';
import { matmulPlan } from '../numerics/matmul-plan.ts';
import type { SumPlan } from '../numerics/plan.ts';
import { roundTo } from '../numerics/rounding.ts';
import { biasCall, biasSource } from './bias.ts';
import { type EpilogueBuffers, epilogueOf, SUMS, sumsTo } from './epilogues.ts';
import { chunkBounds, type MatmulKernel, type Product } from './matmul-kernel.ts';
import { packMatrix, wholeColumns } from './pack.ts';
import { packRows, unpackRows } from './packed-rows.ts';
import { qkNormCall, qkNormSource } from './qk_norm.ts';
import { ropeKvCall, ropeKvSource } from './rope_kv.ts';
import { swigluCall, swigluSource } from './swiglu.ts';
import { endingForms } from './testing/each-form.ts';
import { kernelCache } from './testing/kernel-cache.ts';
import { asFloats, asWords, differingAt, randomActivations, randomTensor } from './testing/layout.ts';
import { type AttentionShape, shapeConfig } from './testing/shapes.ts';

/** Chunks and tails in K, and rows that fill no tile. */
const TERMS = 150;
const ROWS = [1, 11];
/** Heads of one and of several pairs of quads. */
const CONFIGS = [
  { heads: 3, kvHeads: 1, headDim: 8 },
  { heads: 2, kvHeads: 2, headDim: 16, qkvBias: true as const },
];
/** And of pairs that fill no workgroup of eight, and of more; lanes of a norm that reach beyond a head and not. */
const NORMED = [
  { heads: 2, kvHeads: 1, headDim: 24, qkvBias: true as const, lanes: 64 },
  { heads: 1, kvHeads: 1, headDim: 128, lanes: 64 },
];
interface Heads extends AttentionShape {
  readonly qkvBias?: true;
  readonly lanes?: number;
}
const POSITIONS = 20;
const SLOTS = 24;
/** An odd number of column quads, so that the last pair has one. */
const HIDDEN = 44;
const INTERMEDIATE = 26;

await describeOnGpu('the epilogues of products', (gpu) => {
  const compile = kernelCache(gpu);
  const { sharedRows } = gpu.tuning;

  interface Case {
    readonly dtype: ActivationDtype;
    readonly plan: SumPlan;
    readonly product: Product;
    readonly x: HostData;
    readonly weights: readonly HostData[];
  }

  const caseOf = (
    dtype: ActivationDtype,
    rows: number,
    columns: number,
    rule: 'invariant' | 'variant',
  ): Case => {
    const packed = packMatrix(wholeColumns(randomTensor([columns, TERMS], columns, 'bf16')), TERMS, 'bf16');
    const { groups, quads } = packed;
    return {
      dtype,
      plan: matmulPlan(rule, { terms: TERMS, columns, rows, parallelism: 64 }),
      product: { rows, columns, groups, quads },
      x: packRows(randomActivations(rows * TERMS, TERMS, dtype), TERMS, dtype),
      weights: packed.buffers.map(asWords),
    };
  };

  async function run(
    { dtype, plan, x, weights }: Case,
    kernel: MatmulKernel,
    ends: EpilogueBuffers<HostData>,
  ) {
    const source = kernel.source({ activations: dtype, weights: 'bf16' });
    const bounds = Uint32Array.from(chunkBounds(plan));
    return runOnce(gpu, await compile(source), kernel.call({ x, weights, bounds, ends }));
  }

  /** (rows, quads) what is summed up before the epilogue: by one form, since all have the same bits. */
  async function sumsOf(on: Case) {
    const { plan, product } = on;
    const [kernel] = endingForms(plan, { ...product, epilogue: SUMS }, sharedRows);
    const [sums] = await run(on, kernel, sumsTo(new Float32Array(product.rows * product.quads * 4)));
    return asFloats(sums);
  }

  /** Each form of a case with an epilogue, at every M; the variant rule's 16 lanes too. In f32, which rounds nothing, one form. */
  async function eachForm(
    dtype: ActivationDtype,
    columns: number,
    epilogue: Product['epilogue'],
    check: (on: Case, kernel: MatmulKernel, sums: Float32Array<ArrayBuffer>) => Promise<void>,
  ) {
    for (const rows of ROWS) {
      for (const rule of rows === 1 ? (['invariant', 'variant'] as const) : (['invariant'] as const)) {
        const on = caseOf(dtype, rows, columns, rule);
        const sums = await sumsOf(on);
        const forms = endingForms(on.plan, { ...on.product, epilogue: epilogue! }, sharedRows);
        const ending = forms.filter((form) => form.epilogue.kind !== 'sums');
        for (const kernel of dtype === 'f32' ? ending.slice(0, 1) : forms) await check(on, kernel, sums);
      }
    }
  }

  describe.each(['f32', 'bf16'] as const)('%s', (dtype) => {
    test('residual: the sum is added to what was there and rounded once', async () => {
      await eachForm(dtype, HIDDEN, epilogueOf('o', shapeConfig(CONFIGS[0])), async (on, kernel, sums) => {
        const { rows } = on.product;
        const before = randomActivations(rows * HIDDEN, 5, dtype);
        const ends = { inputs: [], outputs: [packRows(before, HIDDEN, dtype)] };
        const found = unpackRows((await run(on, kernel, ends))[0], dtype);
        const expected = before.map((x, i) => roundTo(dtype)(Math.fround(x + sums[i])));
        expect(differingAt(found, expected), `${kernel.form} M=${rows}`).toEqual([]);
      });
    });

    test('swiglu: the bits of the kernel that reads the sums', async () => {
      const columns = 2 * Math.ceil(INTERMEDIATE / 4) * 4;
      const source = swigluSource({ activations: dtype }, {});
      await eachForm(
        dtype,
        columns,
        epilogueOf('gate_up', shapeConfig(CONFIGS[0])),
        async (on, kernel, sums) => {
          const { rows } = on.product;
          const y = () => packRows(new Float32Array((rows * columns) / 2).fill(1), columns / 2, dtype);
          const [found] = await run(on, kernel, { inputs: [], outputs: [y()] });
          const call = swigluCall<HostData>(
            { partials: sums, y: y() },
            { rows, intermediate: columns / 2, parts: 1 },
          );
          const [expected] = await runOnce(gpu, await compile(source), call);
          expect(found, `${kernel.form} M=${rows}`).toEqual(expected);
        },
      );
    });

    test.each<Heads>([...CONFIGS, ...NORMED])(
      'rope_kv, $heads heads, $kvHeads KV heads of $headDim, biases: $qkvBias, lanes of norms: $lanes: the bits of the kernels that read the sums, other slots as they were',
      async ({ lanes, qkvBias, ...shape }) => {
        const has = { ...(qkvBias && { qkvBias }), ...(lanes && { qkNorm: true as const }) };
        const config = { ...shapeConfig(shape), ...has };
        const { heads, kvHeads, headDim } = config;
        const columns = (heads + 2 * kvHeads) * headDim;
        const angles = Float32Array.from(allRopeAngles(config, POSITIONS));
        const bias = randomActivations(columns, 3, 'f32');
        const gain = randomActivations(2 * headDim, 4, 'f32');
        // Kernels are told apart by label and constants.
        const apart = (source: KernelSource) => compile({ ...source, label: `${source.label} ${headDim}` });
        const rope = await apart(ropeKvSource({ activations: dtype }, config));
        /** In the place of the sums. */
        const projected = async (rows: number, sums: Float32Array<ArrayBuffer>) => {
          const sizes = { rows, parts: 1 };
          let partials = sums;
          if (qkvBias) {
            const call = biasCall<HostData>({ bias, partials }, { ...sizes, groups: columns / 4 });
            partials = asFloats((await runOnce(gpu, await compile(biasSource()), call))[0]);
          }
          if (lanes === undefined) return partials;
          const norm = await apart(qkNormSource({ q: lanes, k: lanes }, config, gpu.tuning));
          return asFloats((await runOnce(gpu, norm, qkNormCall({ gain, partials }, sizes, config)))[0]);
        };
        const fused: string[] = [];
        await eachForm(dtype, columns, epilogueOf('qkv', config, lanes), async (on, kernel, sums) => {
          if (kernel.epilogue.kind === 'sums') return;
          fused.push(kernel.form);
          const { rows } = on.product;
          const stepRows = Uint32Array.from({ length: rows * 2 }, (_, i) =>
            i % 2 === 0 ? (i * 7) % POSITIONS : (i * 5 + 3) % SLOTS,
          );
          const held = (count: number) =>
            packRows(new Float32Array(count * headDim).fill(-3), headDim, dtype);
          const outputs = () => [held(rows * heads), held(SLOTS * kvHeads), held(SLOTS * kvHeads)];
          const uniforms = [...(qkvBias ? [bias] : []), ...(lanes === undefined ? [] : [gain])];
          const ends = { inputs: [stepRows, angles], outputs: outputs(), uniforms };
          const found = await run(on, kernel, ends);
          const [q, k, v] = outputs();
          const buffers = { partials: await projected(rows, sums), stepRows, angles, q, k, v };
          const call = ropeKvCall<HostData>(buffers, { rows, parts: 1 }, config);
          expect(found, `${kernel.form} M=${rows}`).toEqual(await runOnce(gpu, rope, call));
        });
        expect(fused).not.toEqual([]);
      },
    );
  });
});
