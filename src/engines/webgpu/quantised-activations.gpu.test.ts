import { beforeAll, describe, expect, test } from 'vitest';
import type { Gpu } from '../../gpu/device.ts';
import { probeMultiplyAdd } from '../../gpu/probe.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { countDifferingBits } from '../../numerics/bits.ts';
import type { Quantize } from '../../numerics/dtypes.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { wholeLogits } from '../../steps/step-output.ts';
import { planStep } from '../../steps/step-plans.ts';
import { armSpec, setsOf } from '../../steps/testing/arms.ts';
import { replayArithmetic } from '../cpu/arithmetic.ts';
import { CpuForward } from '../cpu/cpu-forward.ts';
import { quantisedProducts } from '../cpu/cpu-products.ts';
import { cpuBlocks, cpuWeights } from '../cpu/cpu-weights.ts';
import { RowObserver } from '../cpu/row-observer.ts';
import { type Decoding, differingByCompany } from '../testing/last-token.ts';
import { checkpointOf, EVERYTHING, STEPS, TRACED } from './testing/decoder-models.ts';
import { withDeviceMath } from './testing/device-oracle.ts';
import { hasOneExp, tunedEngines } from './testing/tuned-engines.ts';

/** No K is a multiple of 32, and every sum has several chunks. */
const ODD = { hiddenSize: 100, heads: 5, kvHeads: 1, headDim: 20, intermediateSize: 150, vocabSize: 101 };
const PROMPT = Array.from({ length: 21 }, (_, i) => (i * 37 + 5) % 101);
const LIMITS = { maxSequences: 20, maxTokensPerStep: 64, maxContext: 64, blocks: 80 };

await describeOnGpu('activations as q8', (gpu) => {
  let rule: MultiplyAddRule;
  const engines = tunedEngines(gpu);
  beforeAll(async () => {
    rule = await probeMultiplyAdd(gpu);
  });

  // Mesa's adapter gives attention and SwiGLU other bits than its own exp alone (decoders.gpu.test.ts), and what is quantised then may be another integer.
  const exact = hasOneExp(gpu);

  test.each([
    {
      name: 'a Llama',
      changes: {},
      weights: 'q8',
      quantize: 'per-row',
      activations: 'bf16',
      set: 'invariant',
    },
    {
      name: 'a Llama',
      changes: {},
      weights: 'q4',
      quantize: 'per-tensor',
      activations: 'f32',
      set: 'variant',
    },
    {
      name: 'all of it',
      changes: EVERYTHING,
      weights: 'q8',
      quantize: 'per-tensor',
      activations: 'bf16',
      set: 'pinned',
    },
    {
      name: 'all of it',
      changes: EVERYTHING,
      weights: 'q4',
      quantize: 'per-row',
      activations: 'f16',
      set: 'invariant',
    },
  ] as const)(
    '$name, $weights, $quantize, $set, $activations: the bits of the readable engine, in every step and of all that a trace holds',
    async ({ changes, ...asked }) => {
      const checkpoint = checkpointOf(changes);
      const spec = armSpec({ ...asked, kernels: setsOf(asked.set) });
      const expected = await oracle(gpu, checkpoint, spec, rule);
      for (const engine of engines) {
        const arm = await engine.load(checkpoint).openArm(spec);
        const logits: Float32Array[] = [];
        for (const step of STEPS) logits.push(...(await arm.step(step)).samples.map(wholeLogits));
        const { trace } = await arm.traceStep(STEPS.at(-1)!, TRACED);
        arm.destroy();
        expect(countDifferingBits(trace.outputs.at(-1)!.values, logits.at(-1)!)).toBe(0);
        if (!exact) continue;
        const differing = trace.outputs.filter(
          ({ values }, i) => countDifferingBits(values, expected.outputs[i].values) > 0,
        );
        expect(differing.map(({ layer, name }) => `${layer} ${name}`)).toEqual([]);
        expect(logits.map((each, i) => countDifferingBits(each, expected.logits[i]))).toEqual(
          logits.map(() => 0),
        );
      }
    },
  );

  describe.each(['q8', 'q4'] as const)('%s', (weights) => {
    const checkpoint = syntheticCheckpoint(ODD, { seed: 3, dtype: 'BF16' });

    /** How many logits of the prompt's last token differ from those among the first company's. */
    async function over(
      asked: { readonly quantize?: Quantize; readonly set: 'invariant' | 'variant' | 'pinned' },
      companies: readonly Decoding[],
    ) {
      const { quantize, set } = asked;
      const spec = armSpec({ weights, kernels: setsOf(set), limits: LIMITS, ...(quantize && { quantize }) });
      const arm = await engines[1].load(checkpoint).openArm(spec);
      return await differingByCompany(arm, PROMPT, companies, 101);
    }

    const alone = Array.from({ length: 17 }, (_, i) => ({ rows: i + 1, contents: i }));
    const contents = [1, 2, 3].map((each) => ({ rows: 9, contents: each }));

    test.each(['invariant', 'pinned'] as const)(
      'per-row, %s: the bits of M = 1 at every M to 17',
      async (set) => {
        expect(await over({ quantize: 'per-row', set }, alone)).toEqual(Array<number>(16).fill(0));
      },
    );

    test('negative control: per-row, variant: not', async () => {
      const [two, nine] = await over({ quantize: 'per-row', set: 'variant' }, [alone[0], alone[1], alone[8]]);
      expect(two).toBeGreaterThan(0);
      expect(nine).toBeGreaterThan(0);
    });

    test.each(['invariant', 'variant', 'pinned'] as const)(
      '%s, one shape: what others say changes bits per tensor, none per row and none without',
      async (set) => {
        expect(await over({ set }, contents)).toEqual([0, 0]);
        expect(await over({ quantize: 'per-row', set }, contents)).toEqual([0, 0]);
        const [second, third] = await over({ quantize: 'per-tensor', set }, contents);
        expect(second).toBeGreaterThan(0);
        expect(third).toBeGreaterThan(0);
      },
    );
  });
});

/** What the readable engine gives with the device's exp and inverse square root, and of the traced row. */
function oracle(gpu: Gpu, checkpoint: Checkpoint, spec: ArmSpec, rule: MultiplyAddRule) {
  const { config } = checkpoint;
  const { limits, activations, weights: dtype, quantize } = spec;
  const weights = cpuWeights(checkpoint, dtype);
  const products = quantisedProducts(quantize!, rule, cpuBlocks(checkpoint, dtype, weights));
  return withDeviceMath(gpu, () => {
    const arithmetic = replayArithmetic(activations, rule);
    const forward = new CpuForward(config, weights, arithmetic, limits.blocks, limits.maxContext, {
      products,
    });
    const observed = new RowObserver(0, activations);
    const logits = STEPS.flatMap((step, i) => {
      const isLast = i === STEPS.length - 1;
      return forward.run(step, planStep(step, spec, config), isLast ? observed.observe : undefined);
    });
    return { logits: logits as Float32Array[], outputs: observed.outputs };
  });
}
