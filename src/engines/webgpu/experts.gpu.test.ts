import { beforeAll, describe, expect, test } from 'vitest';
import { probeMultiplyAdd } from '../../gpu/probe.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { outputLabel } from '../../model/graph.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { largestDifference } from '../../model/testing/nano.ts';
import { countDifferingBits } from '../../numerics/bits.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import { wholeLogits } from '../../steps/step-output.ts';
import { armSpec, setsOf, stepOf, stepSample } from '../../steps/testing/arms.ts';
import { inCompany } from '../../steps/testing/company.ts';
import type { TracedOutput } from '../../steps/trace.ts';
import { BLOCKS, checkpointOf, STEPS, slice, tokensOf, VOCABULARY } from './testing/decoder-models.ts';
import { oracleSteps } from './testing/readable-oracle.ts';
import { hasOneExp } from './testing/tuned-engines.ts';
import { WebGpuEngine } from './webgpu-engine.ts';

/** Sizes that are padded everywhere, and such that are whole. */
const MIXTURES: Readonly<Record<string, Partial<ModelConfig>>> = {
  'as OLMoE': {
    ...{ qkNorm: 'projection', headDim: 10, intermediateSize: 22 },
    experts: { count: 7, perToken: 3, normalised: false },
  },
  'as Qwen3-MoE': {
    ...{ qkNorm: true, headDim: 8, intermediateSize: 24 },
    experts: { count: 6, perToken: 2, normalised: true },
  },
};

/** A step of several requests in which experts of little capacity are full before the last rows. */
const TRACED_STEP = 2;
const TRACED = 'c';

await describeOnGpu('mixtures of experts', (gpu) => {
  let rule: MultiplyAddRule;
  let engine: WebGpuEngine;
  beforeAll(async () => {
    rule = await probeMultiplyAdd(gpu);
    engine = new WebGpuEngine(gpu);
    return () => engine.destroy();
  });
  // Which has one exp, whatever stands around it in a kernel.
  const exact = hasOneExp(gpu);

  const cases = Object.keys(MIXTURES).flatMap(
    (name) =>
      [
        { name, set: 'invariant', activations: 'f32', capacity: null },
        { name, set: 'invariant', activations: 'bf16', capacity: null },
        { name, set: 'variant', activations: 'bf16', capacity: null },
        { name, set: 'pinned', activations: 'f16', capacity: null },
        { name, set: 'invariant', activations: 'f32', capacity: 0.75 },
      ] as const,
  );

  test.each(cases)(
    '$name, $set, $activations, capacity $capacity: the bits and the choices of the readable engine',
    async ({ name, set, activations, capacity }) => {
      const checkpoint = checkpointOf(MIXTURES[name]);
      const spec = armSpec({ kernels: setsOf(set), activations, experts: { capacity } });
      const expected = await oracleSteps(gpu, checkpoint, spec, rule, TRACED);
      const arm = await engine.load(checkpoint).openArm(spec);
      for (const [i, step] of STEPS.entries()) {
        const { samples, routed } = await arm.step(step);
        if (capacity !== null) expect(routed).toEqual(expected[i].routed);
        samples.map(wholeLogits).forEach((logits, at) => {
          const other = expected[i].logits[at];
          if (exact) expect(countDifferingBits(logits, other)).toBe(0);
          else expect(largestDifference(logits, other)).toBeLessThan(activations === 'f32' ? 1e-4 : 0.4);
        });
      }
      arm.destroy();
    },
  );

  test.each(['q8', 'q4'] as const)('in %s weights: the bits of the readable engine', async (weights) => {
    // Blocks of 32 along each product's terms.
    const sizes = { hiddenSize: 64, heads: 4, kvHeads: 2, headDim: 16, intermediateSize: 32 };
    const checkpoint = checkpointOf({ ...MIXTURES['as Qwen3-MoE'], ...sizes });
    const spec = armSpec({ weights });
    const expected = await oracleSteps(gpu, checkpoint, spec, rule, TRACED);
    const arm = await engine.load(checkpoint).openArm(spec);
    for (const [i, step] of STEPS.entries()) {
      const { samples } = await arm.step(step);
      samples.map(wholeLogits).forEach((logits, at) => {
        const other = expected[i].logits[at];
        if (exact) expect(countDifferingBits(logits, other)).toBe(0);
        else expect(largestDifference(logits, other)).toBeLessThan(1e-4);
      });
    }
    arm.destroy();
  });

  describe.each(Object.keys(MIXTURES))('%s in any company', (name) => {
    const tokens = tokensOf(74, 9);
    const probe = slice('probe', 73, tokens.slice(73), BLOCKS);
    const company = (rows: number) => ({
      ...{ rows, place: (rows % 3) / 2, shapes: rows, contents: 1, vocabSize: VOCABULARY, firstBlock: 20 },
    });
    const differing = async (capacity: number | null) => {
      const limits = { maxSequences: 40, maxTokensPerStep: 80, maxContext: 128, blocks: 240 };
      const arm = await engine
        .load(checkpointOf(MIXTURES[name]))
        .openArm(armSpec({ limits, experts: { capacity } }));
      const before = slice('probe', 0, tokens.slice(0, 73), BLOCKS);
      await arm.step(stepOf({ ...before, sample: 'none' as const }));
      const { logits: alone } = await stepSample(arm, 'probe', probe);
      let found = 0;
      for (let rows = 2; rows <= 17; rows++) {
        const { logits } = await stepSample(arm, 'probe', ...inCompany(probe, company(rows)));
        found += Number(countDifferingBits(logits, alone) > 0);
      }
      arm.destroy();
      return found;
    };

    test('without a capacity: the bits of M = 1 at every M to 17', async () => {
      expect(await differing(null)).toBe(0);
    });

    test('with one: other bits, the control', async () => {
      expect(await differing(0.5)).toBeGreaterThan(0);
    });
  });

  const traced = Object.keys(MIXTURES).flatMap(
    (name) =>
      [
        { name, set: 'invariant', activations: 'f32', capacity: null },
        { name, set: 'variant', activations: 'bf16', capacity: null },
        { name, set: 'pinned', activations: 'f16', capacity: 0.5 },
      ] as const,
  );

  test.each(traced)(
    'a traced row, $name, $set, $activations, capacity $capacity: the step stays what it is, and every output is the replay’s, bit for bit',
    async ({ name, set, activations, capacity }) => {
      const checkpoint = checkpointOf(MIXTURES[name]);
      const spec = armSpec({ kernels: setsOf(set), activations, experts: { capacity } });
      const [before, step] = [STEPS.slice(0, TRACED_STEP), STEPS[TRACED_STEP]];
      const [plain, arm] = [
        await engine.load(checkpoint).openArm(spec),
        await engine.load(checkpoint).openArm(spec),
      ];
      for (const each of before) for (const one of [plain, arm]) await one.step(each);
      const untraced = await plain.step(step);
      const { output, trace } = await arm.traceStep(step, TRACED);
      for (const one of [plain, arm]) one.destroy();
      expect(output).toEqual(untraced);
      const expected = await oracleSteps(gpu, checkpoint, spec, rule, TRACED);
      const outputs = expected[TRACED_STEP].outputs;
      const names = (list: readonly TracedOutput[]) =>
        list.map(({ layer, name, dtype, values }) => `${layer} ${name} ${dtype} ${values.length}`).toSorted();
      expect(names(trace.outputs)).toEqual(names(outputs));
      const differing = outputs.filter(({ layer, name, values }) => {
        const found = trace.outputs.find((one) => one.layer === layer && one.name === name)!;
        return exact
          ? countDifferingBits(found.values, values) > 0
          : largestDifference(found.values, values) > (activations === 'f32' ? 1e-4 : 0.4);
      });
      expect(differing.map(outputLabel)).toEqual([]);
      // Of whoever finds an expert full, that expert gives nothing.
      const dropped = outputs.filter(({ name, values }) => name === 'down' && holdsZeros(values, checkpoint));
      expect(dropped.length > 0).toBe(capacity !== null);
    },
  );
});

/** Whether one of a row's experts gave zeros alone. */
function holdsZeros(values: Float32Array, { config: { hiddenSize } }: Checkpoint): boolean {
  return Array.from({ length: values.length / hiddenSize }, (_, at) =>
    values.subarray(at * hiddenSize, (at + 1) * hiddenSize),
  ).some((given) => given.every((value) => value === 0));
}
