import { beforeAll, expect, test } from 'vitest';
import { CpuEngine } from '../../engines/cpu/cpu.ts';
import { lazyWeights } from '../../engines/cpu/cpu-weights.ts';
import type { DeviceModel } from '../../engines/webgpu/device-model.ts';
import { WebGpuEngine } from '../../engines/webgpu/webgpu-engine.ts';
import { probeMultiplyAdd } from '../../gpu/probe.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { isMatmul } from '../../model/operations.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { countDifferingBits, f32Bits } from '../../numerics/bits.ts';
import { ACTIVATION_DTYPES } from '../../numerics/dtypes.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import { OWN_SETS } from '../../numerics/sets/sets.ts';
import { sumTree } from '../../numerics/sum-tree.ts';
import { wholeLogits } from '../../steps/step-output.ts';
import { armSpec, setsOf, stepOf } from '../../steps/testing/arms.ts';
import type { RowTrace, TracedOutput } from '../../steps/trace.ts';
import { operandsOf } from './operands.ts';

/** Heads of 6 are padded, 50 fills no group, the head is untied: what the copies have to take apart. */
const CHECKPOINT = syntheticCheckpoint(
  { hiddenSize: 36, heads: 6, kvHeads: 3, headDim: 6, intermediateSize: 50, vocabSize: 101, tiedHead: false },
  { seed: 5, dtype: 'BF16' },
);

const tokens = (length: number, seed: number) => Array.from({ length }, (_, i) => (i * 7 + seed) % 101);
const slice = (request: string, start: number, of: readonly number[], blocks: readonly number[]) => ({
  request,
  start,
  tokens: of,
  blocks,
  sample: 'last' as const,
});
const PREFILL = stepOf(slice('probe', 0, tokens(20, 1), [3, 1]), slice('mate', 0, tokens(5, 2), [0]));
const DECODE = stepOf(slice('mate', 5, [9], [0]), slice('probe', 20, [17], [3, 1]));

await describeOnGpu('tracing a step', (gpu) => {
  let model: DeviceModel;
  let rule: MultiplyAddRule;

  beforeAll(async () => {
    model = new WebGpuEngine(gpu).load(CHECKPOINT);
    rule = await probeMultiplyAdd(gpu);
  });

  const cases = OWN_SETS.flatMap((set) => ACTIVATION_DTYPES.map((activations) => ({ set, activations })));

  test.each(cases)(
    '$set, $activations: the step stays what it is, sums are the plans replayed',
    async (on) => {
      const spec = armSpec({ kernels: setsOf(on.set), activations: on.activations });
      const plain = await model.openArm(spec);
      await plain.step(PREFILL);
      const expected = await plain.step(DECODE);
      plain.destroy();
      const traced = await model.openArm(spec);
      const prefill = await traced.traceStep(PREFILL, 'probe');
      const { output, trace } = await traced.traceStep(DECODE, 'probe');
      traced.destroy();
      expect(output).toEqual(expected);
      const logits = wholeLogits(output.samples.find(({ request }) => request === 'probe')!);
      expect(countDifferingBits(valuesOf(trace, null, 'head'), logits)).toBe(0);
      for (const each of [prefill.trace, trace]) expectReplayed(each, rule);
    },
  );

  test.each(ACTIVATION_DTYPES)('%s: every output is what the CPU replay has there', async (activations) => {
    const spec = armSpec({ kernels: setsOf('variant'), activations });
    const runners = [await model.openArm(spec), await new CpuEngine(rule).load(CHECKPOINT).openArm(spec)];
    const [found, expected] = await Promise.all(
      runners.map(async (runner) => {
        await runner.step(PREFILL);
        const { trace } = await runner.traceStep!(DECODE, 'probe');
        runner.destroy();
        return trace;
      }),
    );
    const heads = (trace: RowTrace) =>
      trace.outputs
        .map(({ layer, name, dtype, values }) => `${layer ?? ''} ${name} ${dtype} ${values.length}`)
        .toSorted();
    expect(heads(found)).toEqual(heads(expected));
    const bound = { f32: 1e-5, f16: 5e-3, bf16: 4e-2 }[activations];
    for (const output of found.outputs)
      expect(
        largest(output, valuesOf(expected, output.layer, output.name)),
        `${output.layer} ${output.name}`,
      ).toBeLessThan(bound);
  });

  test('a request that samples nothing has no row to trace', async () => {
    const arm = await model.openArm(armSpec());
    await expect(arm.traceStep(PREFILL, 'stranger')).rejects.toThrow(
      'stranger samples no token in this step',
    );
    arm.destroy();
  });

  /** Each partial sum that the device wrote, and each norm's sum of squares, against the tree of real terms. */
  function expectReplayed(trace: RowTrace, by: MultiplyAddRule): void {
    const valuesOf = lazyWeights(CHECKPOINT, 'stored');
    const graph = modelGraph(CHECKPOINT.config);
    for (const { layer, name, values, partials } of trace.outputs) {
      if (!isMatmul(name)) continue;
      for (let element = 0; element < values.length; element++) {
        const { plan, a, b } = operandsOf(trace, valuesOf, graph, { layer, name, element });
        const { root, chunks } = sumTree(plan, by, a, b);
        expect(f32Bits(root.value), `${layer} ${name}[${element}]`).toBe(f32Bits(values[element]));
        if (partials!.length > 1)
          expect(partials!.map((part) => f32Bits(part[element]))).toEqual(
            chunks.map((c) => f32Bits(c.value)),
          );
      }
    }
  }
});

function valuesOf(trace: RowTrace, layer: number | null, name: string): Float32Array {
  return trace.outputs.find((output) => output.layer === layer && output.name === name)!.values;
}

function largest({ values }: TracedOutput, expected: Float32Array): number {
  return Math.max(...values.map((value, i) => Math.abs(value - expected[i])));
}
