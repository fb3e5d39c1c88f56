import { beforeAll, describe, expect, test } from 'vitest';
import type { Gpu } from '../../gpu/device.ts';
import { probeMultiplyAdd } from '../../gpu/probe.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { countDifferingBits } from '../../numerics/bits.ts';
import type { WidthChoice } from '../../numerics/dtypes.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { wholeLogits } from '../../steps/step-output.ts';
import { planStep } from '../../steps/step-plans.ts';
import { armSpec, setsOf, stepOf } from '../../steps/testing/arms.ts';
import { replayArithmetic } from '../cpu/arithmetic.ts';
import { CpuForward } from '../cpu/cpu-forward.ts';
import { plainProducts } from '../cpu/cpu-products.ts';
import { cpuWeights } from '../cpu/cpu-weights.ts';
import { dynamicProducts } from '../cpu/dynamic-products.ts';
import { RowObserver } from '../cpu/row-observer.ts';
import { WidthChooser } from '../cpu/width-chooser.ts';
import { type Decoding, differingByCompany } from '../testing/last-token.ts';
import { medianWidths } from '../testing/median-widths.ts';
import { checkpointOf, EVERYTHING, STEPS, TRACED } from './testing/decoder-models.ts';
import { withDeviceMath } from './testing/device-oracle.ts';
import { hasOneExp, tunedEngines } from './testing/tuned-engines.ts';

const ODD = { hiddenSize: 100, heads: 5, kvHeads: 1, headDim: 20, intermediateSize: 150, vocabSize: 101 };
const PROMPT = Array.from({ length: 21 }, (_, i) => (i * 37 + 5) % 101);
/** Four products in two formats, for each of several tunings, are many kernels for a software adapter to compile. */
const MINUTES = 10 * 60_000;
const LIMITS = { maxSequences: 20, maxTokensPerStep: 64, maxContext: 64, blocks: 80 };

await describeOnGpu('two widths on the device', (gpu) => {
  let rule: MultiplyAddRule;
  const engines = tunedEngines(gpu);
  beforeAll(async () => {
    rule = await probeMultiplyAdd(gpu);
  });
  const exact = hasOneExp(gpu);

  test.each([
    { name: 'a Llama', changes: {}, weights: 'q8', per: 'row', activations: 'bf16', set: 'invariant' },
    { name: 'a Llama', changes: {}, weights: 'bf16', per: 'batch', activations: 'f32', set: 'variant' },
    { name: 'all of it', changes: EVERYTHING, weights: 'q8', per: 'row', activations: 'f16', set: 'pinned' },
  ] as const)(
    '$name, $weights and q4 by $per, $set, $activations: the choices and the bits of the readable engine, in every step and of all that a trace holds',
    async ({ changes, per, set, weights, activations }) => {
      const checkpoint = checkpointOf(changes);
      const plain = armSpec({ weights, activations, kernels: setsOf(set) });
      const spec = { ...plain, dynamic: medianWidths(checkpoint, plain, STEPS, 'q4', per) };
      const expected = await oracle(gpu, checkpoint, spec, rule);
      for (const engine of engines) {
        const arm = await engine.load(checkpoint).openArm(spec);
        const logits: Float32Array[] = [];
        const high: Uint8Array[] = [];
        for (const step of STEPS) {
          const output = await arm.step(step);
          logits.push(...output.samples.map(wholeLogits));
          high.push(output.widths!.high);
        }
        const { trace } = await arm.traceStep(STEPS.at(-1)!, TRACED);
        arm.destroy();
        expect(countDifferingBits(trace.outputs.at(-1)!.values, logits.at(-1)!)).toBe(0);
        if (!exact) continue;
        expect(high).toEqual(expected.high);
        const differing = trace.outputs.filter(
          ({ values }, i) => countDifferingBits(values, expected.outputs[i].values) > 0,
        );
        expect(differing.map(({ layer, name }) => `${layer} ${name}`)).toEqual([]);
        expect(logits.map((each, i) => countDifferingBits(each, expected.logits[i]))).toEqual(
          logits.map(() => 0),
        );
      }
    },
    MINUTES,
  );

  describe('what others do to a row’s', () => {
    const checkpoint = syntheticCheckpoint(ODD, { seed: 3, dtype: 'BF16' });
    const whole = stepOf({ request: 'probe', start: 0, tokens: PROMPT, blocks: [0, 1], sample: 'last' });

    async function over(per: WidthChoice, set: 'invariant' | 'variant', companies: readonly Decoding[]) {
      const plain = armSpec({ weights: 'q8', activations: 'bf16', kernels: setsOf(set), limits: LIMITS });
      const dynamic = medianWidths(checkpoint, plain, [whole], 'q4', per);
      const arm = await engines[1].load(checkpoint).openArm({ ...plain, dynamic });
      return await differingByCompany(arm, PROMPT, companies, 101);
    }

    const contents = [1, 2, 3, 4, 5, 6].map((each) => ({ rows: 3, contents: each }));

    test(
      'by row: nothing, at every M to 17',
      async () => {
        const alone = Array.from({ length: 17 }, (_, i) => ({ rows: i + 1, contents: i }));
        expect(await over('row', 'invariant', alone)).toEqual(Array<number>(16).fill(0));
        expect(await over('row', 'variant', contents)).toEqual([0, 0, 0, 0, 0]);
      },
      MINUTES,
    );

    test(
      'negative control: by batch what they say changes bits at one shape',
      async () => {
        expect((await over('batch', 'invariant', contents)).some((count) => count > 0)).toBe(true);
      },
      MINUTES,
    );
  });
});

/** What the readable engine gives with the device's exp and inverse square root, which widths it chose, and of the traced row. */
function oracle(gpu: Gpu, checkpoint: Checkpoint, spec: ArmSpec, rule: MultiplyAddRule) {
  const { config } = checkpoint;
  const { limits, activations, dynamic } = spec;
  const formats = {
    weights: cpuWeights(checkpoint, spec.weights),
    lower: cpuWeights(checkpoint, dynamic!.low),
  };
  return withDeviceMath(gpu, () => {
    const arithmetic = replayArithmetic(activations, rule);
    const chooser = new WidthChooser(dynamic!);
    const products = dynamicProducts(config, formats, chooser, plainProducts(arithmetic));
    const forward = new CpuForward(config, formats.weights, arithmetic, limits.blocks, limits.maxContext, {
      products,
    });
    const observed = new RowObserver(0, activations);
    const high: Uint8Array[] = [];
    const logits = STEPS.flatMap((step, i) => {
      const isLast = i === STEPS.length - 1;
      chooser.begin();
      const rows = forward.run(step, planStep(step, spec, config), isLast ? observed.observe : undefined);
      high.push(chooser.chosen.high);
      return rows;
    });
    return { logits: logits as Float32Array[], outputs: observed.outputs, high };
  });
}
