import { expect, test } from 'vitest';
import { probeMultiplyAdd } from '../gpu/probe.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { largestDifference } from '../model/testing/nano.ts';
import { syntheticCheckpoint } from '../model/testing/synthetic.ts';
import type { KernelSet } from '../numerics/sets/sets.ts';
import { commit } from '../steps/commit.ts';
import type { EngineModel } from '../steps/engine.ts';
import { createQueue, isDone } from '../steps/queue.ts';
import { schedule } from '../steps/scheduler.ts';
import { DEFAULT_SERVING, type Serving } from '../steps/serving.ts';
import type { StepPlan, StepSlice } from '../steps/step-plan.ts';
import { isSampled } from '../steps/step-plan.ts';
import { armSpec, setsOf, stepOf, stepSample } from '../steps/testing/arms.ts';
import { inCompany } from '../steps/testing/company.ts';
import { CpuEngine } from './cpu/cpu.ts';
import { newRequest } from './testing/generate.ts';
import { WebGpuEngine } from './webgpu/webgpu-engine.ts';

const VOCABULARY = 101;
const CHECKPOINT = syntheticCheckpoint(
  {
    layers: 2,
    hiddenSize: 36,
    heads: 6,
    kvHeads: 3,
    headDim: 6,
    intermediateSize: 50,
    vocabSize: VOCABULARY,
  },
  { seed: 5, dtype: 'F32' },
);
/** The first block and the last 20 tokens stay, in a pool of five blocks: 64 tokens and more are dropped of each request. */
const SERVING: Serving = { ...DEFAULT_SERVING, memory: { pressure: 'evict', first: 4, last: 20 } };
const POOL = { maxSequences: 2, maxTokensPerStep: 40, blocks: 5 };
const REACH = { maxContext: 80, maxPositions: 160 };
/** As in the comparison of both engines without eviction: exp may differ in its last bit. */
const BOUND = 1e-5;

const token = (i: number, seed: number) => (i * 37 + seed * 11 + 5) % VOCABULARY;
const prompt = (length: number, seed: number) => Array.from({ length }, (_, i) => token(i, seed));

/** The plans of requests longer than the pool, fed tokens that follow from their place. */
function plansOf(...ids: readonly string[]): StepPlan[] {
  const requests = ids.map((id, i) => newRequest(id, prompt(90 + 7 * i, i), 30));
  const plans: StepPlan[] = [];
  for (let state = createQueue(requests, POOL, SERVING.memory); !isDone(state); ) {
    const plan = schedule(state, POOL, SERVING, { step: state.step, ms: 0 });
    const next = plan.slices
      .filter(isSampled)
      .map(({ request, start, position = start }) => [request, token(position, 3)] as const);
    state = commit(state, plan, new Map(next));
    plans.push(plan);
  }
  return plans;
}

await describeOnGpu('keys that were dropped', (gpu) => {
  const engine = new WebGpuEngine(gpu);

  async function logitsOf(model: EngineModel, plans: readonly StepPlan[], set: KernelSet) {
    const limits = { ...POOL, ...REACH };
    const arm = await model.openArm(armSpec({ kernels: setsOf(set), limits, serving: SERVING }));
    const logits: Float32Array[] = [];
    for (const plan of plans)
      for (const sample of (await arm.step(plan)).samples) {
        expect(sample.finite).toBe(true);
        logits.push(sample.logits!);
      }
    arm.destroy();
    return logits;
  }

  test.each(['invariant', 'variant'] as const)(
    '%s: the device goes on without them as the CPU replay does',
    async (set) => {
      const plans = plansOf('one', 'two');
      const apart = plans.flatMap(({ slices }) =>
        slices.filter(({ start, position = start }) => position > start),
      );
      expect(apart.length).toBeGreaterThan(40);
      const rule = await probeMultiplyAdd(gpu);
      const found = await logitsOf(engine.load(CHECKPOINT), plans, set);
      const expected = await logitsOf(new CpuEngine(rule).load(CHECKPOINT), plans, set);
      expect(found).toHaveLength(60);
      const differences = found.map((logits, i) => largestDifference(logits, expected[i]));
      expect(Math.max(...differences)).toBeLessThan(BOUND);
      // The control: rows that take the place of their keys for their position are further off.
      const misplaced = plans.map(({ slices, ...plan }) => ({
        ...plan,
        slices: slices.map(({ position: _, ...slice }) => slice),
      }));
      const others = await logitsOf(new CpuEngine(rule).load(CHECKPOINT), misplaced, set);
      expect(Math.max(...others.map((logits, i) => largestDifference(logits, found[i])))).toBeGreaterThan(
        1000 * BOUND,
      );
    },
  );

  test('leave a request the bits that it has alone, in any company: under invariant, and not under variant', async () => {
    const slices = plansOf('one').map((plan) => plan.slices[0]);
    const company = (slice: StepSlice, seed: number) =>
      inCompany(slice, {
        ...{ rows: slice.tokens.length + 3 + (seed % 9), place: 0.5, shapes: seed, contents: seed },
        ...{ vocabSize: VOCABULARY, firstBlock: POOL.blocks },
      });
    const digests = async (set: KernelSet, withOthers: boolean) => {
      const limits = { ...armSpec().limits, ...REACH };
      const arm = await engine.load(CHECKPOINT).openArm(armSpec({ kernels: setsOf(set), limits }));
      const found: string[] = [];
      for (const [i, slice] of slices.entries()) {
        const all = withOthers ? company(slice, i) : [slice];
        if (slice.sample === 'none') await arm.step(stepOf(...all));
        else found.push((await stepSample(arm, 'one', ...all)).digest.join('.'));
      }
      arm.destroy();
      return found;
    };
    const alone = await digests('invariant', false);
    expect(new Set(alone).size).toBe(30);
    expect(await digests('invariant', true)).toEqual(alone);
    expect(await digests('variant', true)).not.toEqual(await digests('variant', false));
  });
});
