import { afterAll, beforeAll, expect, test } from 'vitest';
import { probeMultiplyAdd } from '../../gpu/probe.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { smallGguf } from '../../model/gguf/testing/small-models.ts';
import { loadCheckpoint } from '../../model/load.ts';
import { memoryFiles } from '../../model/testing/memory-files.ts';
import { largestDifference } from '../../model/testing/nano.ts';
import { countDifferingBits } from '../../numerics/bits.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import { armSpec, setsOf } from '../../steps/testing/arms.ts';
import { COMPANY_LIMITS, differingByCompany } from '../testing/last-token.ts';
import { computed, expectComputed, oracle } from './testing/readable-oracle.ts';
import { hasOneExp } from './testing/tuned-engines.ts';
import { WebGpuEngine } from './webgpu-engine.ts';

/** One layer, whose rows are whole blocks. */
const fileOf = async (weights: 'f32' | 'f16' | 'q8' | 'q4') =>
  await loadCheckpoint(memoryFiles({ 'small.gguf': smallGguf('one layer', weights) }, true));

/** Each format that a file is kept in; its products with activations that are rounded too are tried in `matmul.gpu.test.ts`. */
const CASES = [
  { weights: 'f32', stored: 'F32' },
  { weights: 'f16', stored: 'F16' },
  { weights: 'q8', stored: 'Q8_0' },
  { weights: 'q4', stored: 'Q4_0' },
] as const;

const BOUND = 1e-4;
/** Of matrices a row, each of several, and more than a tile has. */
const ROWS = [1, 2, 3, 8, 9, 17];

await describeOnGpu('models of GGUF files', (gpu) => {
  const engine = new WebGpuEngine(gpu);
  let rule: MultiplyAddRule;
  beforeAll(async () => {
    rule = await probeMultiplyAdd(gpu);
  });
  afterAll(() => engine.destroy());

  // Which has one exp, whatever stands around it in a kernel.
  const exact = hasOneExp(gpu);
  const agree = (a: Float32Array, b: Float32Array) =>
    exact ? countDifferingBits(a, b) === 0 : largestDifference(a, b) < BOUND;

  test.each(CASES)(
    '$weights: the bits of the readable engine in every step, and of all that a trace holds',
    async ({ weights, stored }) => {
      const checkpoint = await fileOf(weights);
      expect(checkpoint.layers[0].q.dtype).toBe(stored);
      const spec = armSpec({ kernels: setsOf('invariant') });
      const expected = await oracle(gpu, checkpoint, spec, rule);
      expectComputed(await computed(engine, checkpoint, spec), expected, agree);
    },
  );

  test('control: weights of q4 are not those of the file in f32', async () => {
    const spec = armSpec({ kernels: setsOf('invariant') });
    const [rounded, plain] = [await fileOf('q4'), await fileOf('f32')];
    const [a, b] = [await computed(engine, rounded, spec), await computed(engine, plain, spec)];
    expect(largestDifference(a.logits[0], b.logits[0])).toBeGreaterThan(10 * BOUND);
  });

  /** Of the prompt's last token among so many rows, bits that differ from those of M = 1. */
  async function differing(
    weights: (typeof CASES)[number]['weights'],
    set: 'invariant' | 'variant',
    rows: readonly number[],
  ) {
    const spec = armSpec({ kernels: setsOf(set), limits: COMPANY_LIMITS });
    const arm = await engine.load(await fileOf(weights)).openArm(spec);
    return await differingByCompany(
      arm,
      rows.map((m) => ({ rows: m, contents: m })),
    );
  }

  test.each(CASES)('$weights: the bits of M = 1 at every M', async ({ weights }) => {
    expect(await differing(weights, 'invariant', ROWS)).toEqual(new Array<number>(ROWS.length - 1).fill(0));
  });

  test('control: those of the variant set are others', async () => {
    expect(Math.max(...(await differing('q4', 'variant', [1, 2, 9])))).toBeGreaterThan(0);
  });
});
