import { beforeAll, describe, expect, test } from 'vitest';
import { probeMultiplyAdd } from '../gpu/probe.ts';
import { type HostData, runOnce } from '../gpu/run-once.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { tuningFor } from '../gpu/tuning.ts';
import { ACTIVATION_DTYPES, type ActivationDtype } from '../numerics/dtypes.ts';
import { MULTIPLY_ADD, type MultiplyAddRule } from '../numerics/fma.ts';
import { replaySum } from '../numerics/replay.ts';
import { rmsnormPlan } from '../numerics/rmsnorm-plan.ts';
import { roundTo } from '../numerics/rounding.ts';
import { randomValues } from '../numerics/testing/arbitraries.ts';
import {
  type AddNormBuffers,
  addNormCall,
  addNormSource,
  blockNorm,
  foursNorm,
  type NormKernel,
  rowsNorm,
} from './add_norm.ts';
import { packRows, unpackRows, withoutPadding } from './packed-rows.ts';
import { kernelCache } from './testing/kernel-cache.ts';
import { asFloats, differingAt, randomActivations } from './testing/layout.ts';

/** The text that visitors edit. */
const plain =
  (software: boolean) =>
  (lanes: number): Pick<NormKernel, 'source' | 'call'> => ({
    source: (dtypes) => addNormSource(dtypes, lanes, tuningFor(software)),
    call: addNormCall,
  });
/** Every way in which a norm is dealt to threads, whatever the adapter. */
const FORMS = [
  { form: 'plain on four threads', kernelOf: plain(true) },
  { form: 'plain', kernelOf: plain(false) },
  { form: 'a block', kernelOf: blockNorm },
  { form: 'a thread to a row', kernelOf: rowsNorm },
  { form: 'four threads to a row', kernelOf: foursNorm },
];

const EPSILON = Math.fround(1e-5);
const ROWS = 5;

/** The device's own inverse square root: the one step of RMSNorm that only a device run can predict. */
const INVERSE_SQRT = `
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < arrayLength(&x)) {
    y[id.x] = inverseSqrt(x[id.x]);
  }
}`;

await describeOnGpu('add_norm', (gpu) => {
  describe.each(FORMS)('$form', ({ kernelOf }) => {
    const compile = kernelCache(gpu);
    let rule: MultiplyAddRule;

    beforeAll(async () => {
      rule = await probeMultiplyAdd(gpu);
    });

    async function inverseSqrt(x: Float32Array<ArrayBuffer>): Promise<Float32Array> {
      const kernel = await compile({ label: 'inverse_sqrt', parts: [INVERSE_SQRT] });
      const outputs = [new Float32Array(x.length)];
      const [bits] = await runOnce(gpu, kernel, {
        inputs: [x],
        outputs,
        workgroups: [Math.ceil(x.length / 64)],
      });
      return asFloats(bits);
    }

    interface Case {
      readonly hidden: number;
      readonly parts: number;
      readonly lanes: number;
      readonly dtype: ActivationDtype;
      /** Rows of the step that are normalised, in output order. */
      readonly source: readonly number[];
    }

    function dataOf({ hidden, parts, dtype }: Case) {
      return {
        residual: randomActivations(ROWS * hidden, hidden, dtype),
        partials: randomValues(parts * ROWS * hidden, hidden + 1),
        gain: randomValues(hidden, hidden + 2).map((g) => Math.fround(1 + 0.1 * g)),
      };
    }

    async function addNorm(on: Case, { residual, partials, gain }: ReturnType<typeof dataOf>) {
      const { hidden, parts, lanes, dtype, source } = on;
      const norm = kernelOf(lanes, hidden);
      const kernel = await compile(norm.source({ activations: dtype }));
      const normed = packRows(new Float32Array(source.length * hidden), hidden, dtype);
      const buffers: AddNormBuffers<HostData> = {
        sourceRows: Uint32Array.from(source),
        partials: parts === 0 ? new Float32Array(4) : packRows(partials, hidden, 'f32'),
        gain: packRows(gain, hidden, 'f32'),
        residual: packRows(residual, hidden, dtype),
        normed,
      };
      const sizes = { rows: source.length, stepRows: ROWS, hidden, parts, epsilon: EPSILON };
      const [added, scaled] = await runOnce(gpu, kernel, norm.call(buffers, sizes));
      return { residual: unpackRows(added, dtype), normed: unpackRows(scaled, dtype) };
    }

    /** The residual stream afterwards: partial sums in index order, then the addition, then one rounding. */
    function replayResidual(
      { hidden, parts, dtype, source }: Case,
      { residual, partials }: ReturnType<typeof dataOf>,
    ) {
      const after = Float32Array.from(residual);
      for (const row of parts === 0 ? [] : source) {
        for (let i = row * hidden; i < (row + 1) * hidden; i++) {
          let total = partials[i];
          for (let part = 1; part < parts; part++)
            total = Math.fround(total + partials[part * ROWS * hidden + i]);
          after[i] = roundTo(dtype)(Math.fround(residual[i] + total));
        }
      }
      return after;
    }

    /** Mean squares as the plan's order gives them, up to the inverse square root. */
    function replayMeanSquares({ hidden, lanes, source }: Case, residual: Float32Array) {
      const plan = { ...rmsnormPlan('invariant', 1, hidden), lanes };
      return Float32Array.from(source, (row) => {
        const squares = replaySum(plan, rule, residual, row * hidden, residual, row * hidden);
        return MULTIPLY_ADD[rule](squares, Math.fround(1 / hidden), EPSILON);
      });
    }

    const cases: readonly Case[] = ACTIVATION_DTYPES.flatMap((dtype) => [
      // More than a block's 512 groups.
      { hidden: 2_100, parts: 1, lanes: 64, dtype, source: [1] },
      { hidden: 36, parts: 0, lanes: 64, dtype, source: [0, 1, 2, 3, 4] },
      { hidden: 50, parts: 3, lanes: 64, dtype, source: [4, 0, 2] },
      { hidden: 160, parts: 7, lanes: 256, dtype, source: [0, 1, 2, 3, 4] },
      { hidden: 432, parts: 1, lanes: 128, dtype, source: [3] },
      { hidden: 432, parts: 2, lanes: 32, dtype, source: [0, 1, 2, 3, 4] },
    ]);

    // A software adapter takes seconds to compile what is for GPUs.
    test.each(kernelOf === blockNorm ? cases.filter(({ dtype }) => dtype === 'f32') : cases)(
      '$dtype, hidden $hidden, $parts parts, $lanes lanes: bits of sum, norm and rounding',
      async (on) => {
        const data = dataOf(on);
        const { hidden, source, dtype } = on;
        const expected = replayResidual(on, data);
        const found = await addNorm(on, data);
        expect(differingAt(withoutPadding(found.residual, hidden), expected)).toEqual([]);
        const scales = await inverseSqrt(replayMeanSquares(on, expected));
        const normed = Float32Array.from({ length: source.length * hidden }, (_, at) => {
          const [row, i] = [Math.floor(at / hidden), at % hidden];
          const scaled = Math.fround(expected[source[row] * hidden + i] * scales[row]);
          return roundTo(dtype)(Math.fround(scaled * data.gain[i]));
        });
        expect(differingAt(withoutPadding(found.normed, hidden), normed)).toEqual([]);
      },
    );

    test('the padding of a row stays zero', async () => {
      const on: Case = { hidden: 50, parts: 1, lanes: 64, dtype: 'bf16', source: [0, 1, 2, 3, 4] };
      const found = await addNorm(on, dataOf(on));
      for (const values of [found.residual, found.normed])
        expect(values.filter((_, i) => i % 52 >= 50).every((x) => x === 0)).toBe(true);
    });

    test('the norm is that of f64 within 4 units of f32', async () => {
      const on: Case = { hidden: 432, parts: 1, lanes: 64, dtype: 'f32', source: [0, 1, 2, 3, 4] };
      const data = dataOf(on);
      const { residual, normed } = await addNorm(on, data);
      for (let at = 0; at < normed.length; at++) {
        const row = residual.subarray(432 * Math.floor(at / 432), 432 * (1 + Math.floor(at / 432)));
        const meanSquare = Array.from(row).reduce((sum, x) => sum + x * x, 0) / 432;
        const exact = (residual[at] / Math.sqrt(meanSquare + EPSILON)) * data.gain[at % 432];
        expect(Math.abs(normed[at] - exact)).toBeLessThanOrEqual(4 * 2 ** -23 * Math.abs(exact));
      }
    });

    // The block's form has its control in the bits above: it adds in the order of the same lanes.
    if (kernelOf === blockNorm) return;

    // The last levels of the halving tree are the same for any number of lanes, so most rows agree: it takes many.
    test.each([
      [256, 128],
      [128, 64],
      [64, 32],
    ])('negative control: of 256 rows some differ in bits between %i and %i lanes', async (many, few) => {
      const rows = 256;
      const values = randomActivations(rows * 432, 1, 'f32');
      const normed = async (lanes: number) => {
        const norm = kernelOf(lanes, 432);
        const kernel = await compile(norm.source({ activations: 'f32' }));
        const buffers: AddNormBuffers<HostData> = {
          sourceRows: Uint32Array.from({ length: rows }, (_, i) => i),
          partials: new Float32Array(4),
          gain: new Float32Array(432).fill(1),
          residual: values,
          normed: new Float32Array(rows * 432),
        };
        const sizes = { rows, stepRows: rows, hidden: 432, parts: 0, epsilon: EPSILON };
        const [, bits] = await runOnce(gpu, kernel, norm.call(buffers, sizes));
        return asFloats(bits);
      };
      expect(differingAt(await normed(many), await normed(few))).not.toEqual([]);
    });
  });
});
