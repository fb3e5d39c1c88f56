import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { probeMultiplyAdd } from '../../gpu/probe.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { smallGguf } from '../../model/gguf/testing/small-models.ts';
import { outputLabel } from '../../model/graph.ts';
import { loadCheckpoint } from '../../model/load.ts';
import { memoryFiles } from '../../model/testing/memory-files.ts';
import { largestDifference } from '../../model/testing/nano.ts';
import { countDifferingBits } from '../../numerics/bits.ts';
import type { ActivationDtype } from '../../numerics/dtypes.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import { armSpec, setsOf, stepOf, stepSample } from '../../steps/testing/arms.ts';
import { inCompany } from '../../steps/testing/company.ts';
import { computed, oracle } from './testing/readable-oracle.ts';
import { reportAdapter, WebGpuEngine } from './webgpu-engine.ts';

const fileOf = async (model: string, weights: 'f32' | 'f16' | 'q8' | 'q4') =>
  await loadCheckpoint(memoryFiles({ 'small.gguf': smallGguf(model, weights) }, true));

/** Rows of `one layer` are whole blocks; a Gemma's are none, so that its file of q8 holds f16. */
const CASES = [
  { model: 'one layer', weights: 'f32', stored: 'F32', activations: 'f32' },
  { model: 'one layer', weights: 'f16', stored: 'F16', activations: 'f32' },
  { model: 'one layer', weights: 'q8', stored: 'Q8_0', activations: 'f32' },
  { model: 'one layer', weights: 'q4', stored: 'Q4_0', activations: 'f32' },
  { model: 'one layer', weights: 'q8', stored: 'Q8_0', activations: 'bf16' },
  { model: 'one layer', weights: 'q4', stored: 'Q4_0', activations: 'f16' },
  { model: 'gemma3', weights: 'q8', stored: 'F16', activations: 'f32' },
] as const;

const BOUND: Readonly<Record<ActivationDtype, number>> = { f32: 1e-4, f16: 5e-2, bf16: 0.4 };
/** Only ends a test that hangs: a software adapter on a busy machine takes half a minute. */
const LONG = 600_000;
const LIMITS = { maxSequences: 20, maxTokensPerStep: 64, maxContext: 64, blocks: 80 };
const PROMPT = Array.from({ length: 21 }, (_, i) => (i * 37 + 5) % 101);

await describeOnGpu('models of GGUF files', (gpu) => {
  vi.setConfig({ testTimeout: LONG });
  const engine = new WebGpuEngine(gpu);
  let rule: MultiplyAddRule;
  beforeAll(async () => {
    rule = await probeMultiplyAdd(gpu);
  });
  afterAll(() => engine.destroy());

  // Which has one exp, whatever stands around it in a kernel.
  const exact = /swiftshader/i.test(Object.values(reportAdapter(gpu)).join(' '));
  const agree = (a: Float32Array, b: Float32Array, dtype: ActivationDtype) =>
    exact ? countDifferingBits(a, b) === 0 : largestDifference(a, b) < BOUND[dtype];

  test.each(CASES)(
    '$model in $weights, $activations: the bits of the readable engine in every step, and of all that a trace holds',
    async ({ model, weights, stored, activations }) => {
      const checkpoint = await fileOf(model, weights);
      expect(checkpoint.layers[0].q.dtype).toBe(stored);
      const spec = armSpec({ kernels: setsOf('invariant'), activations });
      const expected = await oracle(gpu, checkpoint, spec, rule);
      const { logits, outputs } = await computed(engine, checkpoint, spec);
      expect(outputs.map(outputLabel)).toEqual(expected.outputs.map(outputLabel));
      const wrong = outputs.filter(
        ({ values }, i) => !agree(values, expected.outputs[i].values, activations),
      );
      expect(wrong.map(outputLabel)).toEqual([]);
      expect(logits.map((each, i) => agree(each, expected.logits[i], activations))).not.toContain(false);
    },
  );

  test.each(['q8', 'q4'] as const)(
    'control: weights of %s are not those of the file in f32',
    async (weights) => {
      const spec = armSpec({ kernels: setsOf('invariant') });
      const [rounded, plain] = [await fileOf('one layer', weights), await fileOf('one layer', 'f32')];
      const [a, b] = [await computed(engine, rounded, spec), await computed(engine, plain, spec)];
      expect(largestDifference(a.logits[0], b.logits[0])).toBeGreaterThan(10 * BOUND.f32);
    },
  );

  test.each(['f32', 'f16', 'q8', 'q4'] as const)(
    '%s: the bits of M = 1 at every M to 17; those of the variant set are others',
    async (weights) => {
      const checkpoint = await fileOf('one layer', weights);
      const differing = async (set: 'invariant' | 'variant', rows: readonly number[]) => {
        const arm = await engine.load(checkpoint).openArm(armSpec({ kernels: setsOf(set), limits: LIMITS }));
        const probe = { request: 'probe', blocks: [0, 1] };
        await arm.step(stepOf({ ...probe, start: 0, tokens: PROMPT.slice(0, -1), sample: 'none' }));
        const slice = {
          ...probe,
          start: PROMPT.length - 1,
          tokens: PROMPT.slice(-1),
          sample: 'last',
        } as const;
        const found: Float32Array[] = [];
        for (const m of rows) {
          const company = {
            rows: m,
            place: 0.5,
            shapes: 'decode',
            contents: m,
            vocabSize: 101,
            firstBlock: 2,
          } as const;
          found.push((await stepSample(arm, 'probe', ...inCompany(slice, company))).logits);
        }
        arm.destroy();
        return found.slice(1).map((logits) => countDifferingBits(logits, found[0]));
      };
      const all = Array.from({ length: 17 }, (_, i) => i + 1);
      expect(await differing('invariant', all)).toEqual(new Array<number>(16).fill(0));
      expect(Math.max(...(await differing('variant', [1, 2, 9])))).toBeGreaterThan(0);
    },
  );
});
