import { describe, expect, test } from 'vitest';
import { largestDifference, nanoCheckpoint, referenceCases } from '../../model/testing/nano.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { countDifferingBits } from '../../numerics/bits.ts';
import { ACTIVATION_DTYPES, type ActivationDtype } from '../../numerics/dtypes.ts';
import type { KernelSet } from '../../numerics/sets/sets.ts';
import { armSpec, setsOf, stepOf, stepSample } from '../../steps/testing/arms.ts';
import { inCompany } from '../../steps/testing/company.ts';
import { generate, newRequest } from '../testing/generate.ts';
import { CpuEngine } from './cpu.ts';

const CASES = await referenceCases();
const LIMITS = { maxSequences: 10, maxTokensPerStep: 64, maxContext: 96, blocks: 60 };

describe('the nano model on the CPU engine', () => {
  test.each([
    { set: 'invariant', cases: CASES },
    { set: 'variant', cases: CASES.slice(0, 2) },
    { set: 'pinned', cases: CASES.slice(2, 4) },
  ] as const)(
    '$set plans, f32: the logits of PyTorch within 1e-4 and all of its 32 greedy tokens',
    async (on) => {
      const engine = new CpuEngine().load(await nanoCheckpoint());
      const arm = await engine.openArm(armSpec({ kernels: setsOf(on.set), limits: LIMITS }));
      const requests = on.cases.map(({ prompt, promptTokens }) => newRequest(prompt, promptTokens, 32));
      const { completions } = await generate(arm, requests, LIMITS);
      for (const { prompt, logits, tokens } of on.cases) {
        const found = completions.get(prompt)!;
        expect(largestDifference(found.logits[0], logits), prompt).toBeLessThan(1e-4);
        expect(found.tokens, prompt).toEqual(tokens);
      }
    },
  );
});

describe('a small model on the CPU engine', () => {
  const checkpoint = syntheticCheckpoint(
    {
      hiddenSize: 100,
      heads: 5,
      kvHeads: 1,
      headDim: 20,
      intermediateSize: 150,
      vocabSize: 101,
      tiedHead: false,
    },
    { seed: 3, dtype: 'BF16' },
  );
  const tokens = Array.from({ length: 70 }, (_, i) => (i * 37 + 5) % 101);
  const blocks = [3, 0, 4, 1, 2];
  const slice = (start: number, end: number) => ({
    request: 'probe',
    start,
    tokens: tokens.slice(start, end),
    blocks,
    sample: end === tokens.length ? ('last' as const) : ('none' as const),
  });

  async function decode(
    set: KernelSet,
    rows: readonly number[],
    chunk: number,
    activations: ActivationDtype = 'f32',
  ) {
    const spec = armSpec({ kernels: setsOf(set), activations });
    const arm = await new CpuEngine().load(checkpoint).openArm(spec);
    for (let start = 0; start < 69; start += chunk)
      await arm.step(stepOf(slice(start, Math.min(69, start + chunk))));
    const logits: Float32Array[] = [];
    for (const M of rows) {
      const company = {
        rows: M,
        place: 0.5,
        shapes: 'decode',
        contents: 1,
        vocabSize: 101,
        firstBlock: 8,
      } as const;
      logits.push((await stepSample(arm, 'probe', ...inCompany(slice(69, 70), company))).logits);
    }
    return logits;
  }

  test.each(ACTIVATION_DTYPES)(
    '%s, invariant: any company and any chunking give the same bits',
    async (activations) => {
      const [alone, ...among] = await decode('invariant', [1, 8, 17], 69, activations);
      const [chunked] = await decode('invariant', [1], 16, activations);
      expect([...among, chunked].map((logits) => countDifferingBits(logits, alone))).toEqual([0, 0, 0]);
    },
  );

  test('variant, the negative control: decode alone and among seven others differs in bits', async () => {
    const [one, eight] = await decode('variant', [1, 8], 69);
    expect(countDifferingBits(one, eight)).toBeGreaterThan(0);
  });

  test('the rules of multiply-add give different bits and close logits', async () => {
    const [unfused, fused] = await Promise.all(
      (['unfused', 'fused'] as const).map(async (rule) => {
        const arm = await new CpuEngine(rule).load(checkpoint).openArm(armSpec());
        return (await stepSample(arm, 'probe', slice(0, 70))).logits;
      }),
    );
    expect(countDifferingBits(unfused, fused)).toBeGreaterThan(0);
    expect(largestDifference(unfused, fused)).toBeLessThan(1e-5);
  });

  test('the step log names the plan of each operation', async () => {
    const arm = await new CpuEngine().load(checkpoint).openArm(armSpec());
    const { plans } = await arm.step(stepOf(slice(0, 70)));
    expect(plans).toMatchObject({
      qkv: 'invariant@1 4 lanes, adjacent tree, K=100 in 2 chunks of 64/36',
      rmsnorm: 'invariant@1 64 lanes, halving tree, K=100 whole',
      attention: 'invariant@1 1-2 splits over 1-70 keys',
    });
  });
});
