import { describe, expect, test } from 'vitest';
import {
  addToSplit,
  commitSplit,
  createSplitQueue,
  isSplitDone,
  type SplitPlan,
  scheduleSplit,
} from '../steps/disaggregated.ts';
import type { ArmRunner } from '../steps/engine.ts';
import type { HandedBlock } from '../steps/hand-over.ts';
import type { KvMove } from '../steps/moves.ts';
import { DEFAULT_SERVING, type Serving } from '../steps/serving.ts';
import { stepSplit } from '../steps/split-arms.ts';
import type { StepPlan } from '../steps/step-plan.ts';
import { armSpec, setsOf } from '../steps/testing/arms.ts';
import { openCpuEngine } from './cpu/open-cpu.ts';
import { flipBit } from './testing/cache-bed.ts';
import { generate, newRequest } from './testing/generate.ts';
import { ODD_MODELS } from './testing/odd-models.ts';

const CHECKPOINT = ODD_MODELS.odd;
const MODEL = openCpuEngine().load(CHECKPOINT);
const NEW_TOKENS = 20;

const promptOf = (length: number, seed: number) =>
  Array.from({ length }, (_, at) => (at * 37 + seed * 11 + 5) % CHECKPOINT.config.vocabSize);

/** The first and the last begin alike, the last when the first is under way. */
const REQUESTS = [
  newRequest('first', promptOf(40, 0), NEW_TOKENS),
  newRequest('other', promptOf(17, 1), NEW_TOKENS),
  newRequest('short', promptOf(9, 2), NEW_TOKENS),
  { ...newRequest('alike', promptOf(40, 0), NEW_TOKENS), arrival: { step: 4 } },
];
const AMPLE = { maxSequences: 4, maxTokensPerStep: 72, blocks: 16 };
const SCARCE = { ...AMPLE, blocks: 7 };
const ARM = { maxContext: 132, hostBlocks: 16 };

interface Served {
  /** By request: the digests of its logits, position by position, and its tokens. */
  readonly bits: Readonly<Record<string, string>>;
  readonly plans: readonly StepPlan[];
}

async function serve(
  limits: typeof AMPLE,
  serving: Partial<Serving> = {},
  kernels = setsOf('invariant'),
): Promise<Served> {
  const arm = await MODEL.openArm(armSpec({ kernels, limits: { ...limits, ...ARM } }));
  const plans: StepPlan[] = [];
  const bits: Record<string, string> = {};
  const watched = {
    ...arm,
    async step(plan: StepPlan) {
      plans.push(plan);
      const output = await arm.step(plan);
      for (const { request, token, digest } of output.samples)
        bits[request] = `${bits[request] ?? ''} ${token}:${digest.join('.')}`;
      return output;
    },
  };
  const generation = await generate(watched, REQUESTS, limits, { ...DEFAULT_SERVING, ...serving });
  arm.destroy();
  for (const { id } of REQUESTS) expect(generation.completions.get(id)!.tokens).toHaveLength(NEW_TOKENS);
  return { bits, plans };
}

const kindsOf = ({ plans }: Served) =>
  new Set(plans.flatMap(({ moves = [] }) => moves.map(({ kind }) => kind)));
const all = (...kinds: KvMove['kind'][]) => new Set(kinds);
const preempted = ({ plans }: Served) => plans.some((plan) => plan.preempted.length > 0);
const ample = serve(AMPLE);

describe('the bits of requests that are served from ample memory, from', () => {
  test('memory that runs out, by computing again', async () => {
    const scarce = await serve(SCARCE);
    expect([preempted(await ample), preempted(scarce)]).toEqual([false, true]);
    expect(scarce.bits).toEqual((await ample).bits);
  });

  test('memory that runs out, by swapping', async () => {
    const scarce = await serve(SCARCE, { memory: { pressure: 'swap', hostBlocks: ARM.hostBlocks } });
    expect(kindsOf(scarce)).toEqual(all('swap-out', 'swap-in'));
    expect(scarce.bits).toEqual((await ample).bits);
  });

  test.each(['on', 'recompute-last'] as const)(
    'blocks of a prompt that was there before, prefix %s',
    async (prefix) => {
      const warm = await serve(AMPLE, { prefix });
      const [begun] = warm.plans.flatMap(({ slices }) => slices.filter(({ request }) => request === 'alike'));
      expect(begun.start).toBeGreaterThan(0);
      expect(warm.bits).toEqual((await ample).bits);
    },
  );

  test('a cache of prefixes in memory that runs out', async () => {
    const warm = await serve(SCARCE, {
      prefix: 'on',
      memory: { pressure: 'swap', hostBlocks: ARM.hostBlocks },
    });
    expect(preempted(warm)).toBe(true);
    expect(warm.bits).toEqual((await ample).bits);
  });

  test('one sequence of several, masked', async () => {
    const packed = await serve(AMPLE, { packing: 'masked' });
    expect(packed.plans.some(({ slices }) => slices.some(({ from = 0 }) => from > 0))).toBe(true);
    expect(packed.bits).toEqual((await ample).bits);
  });
});

describe('two arms, one that computes prompts and one that goes on from them', () => {
  const limits = { prefill: { ...AMPLE, maxTokensPerStep: 24 }, decode: AMPLE };

  /** `lose`: what becomes of handed blocks before the decode arm goes on. */
  async function split(lose: (decode: ArmRunner, plan: SplitPlan) => Promise<void> = async () => undefined) {
    const open = (name: string) => MODEL.openArm(armSpec({ name, limits: { ...AMPLE, ...ARM } }));
    const arms = { prefill: await open('prefill'), decode: await open('decode') };
    const [bits, handed]: [Record<string, string>, HandedBlock[]] = [{}, []];
    let state = addToSplit(createSplitQueue(limits), REQUESTS, limits);
    for (let step = 0; !isSplitDone(state); step++) {
      const plan = scheduleSplit(state, limits, DEFAULT_SERVING, { step, ms: step });
      const { handed: now, ...outputs } = await stepSplit(arms, {
        ...plan,
        decode: { ...plan.decode, slices: [] },
      });
      await lose(arms.decode, plan);
      const decode = plan.decode.slices.length > 0 ? await arms.decode.step(plan.decode) : null;
      handed.push(...now);
      const samples = [outputs.prefill, decode].map((output) => output?.samples ?? []);
      for (const { request, token, digest } of samples.flat())
        bits[request] = `${bits[request] ?? ''} ${token}:${digest.join('.')}`;
      const [prefilled, decoded] = samples.map(
        (each) => new Map(each.map(({ request, token }) => [request, token])),
      );
      state = commitSplit(state, plan, { prefill: prefilled, decode: decoded });
    }
    arms.prefill.destroy();
    arms.decode.destroy();
    return { bits, handed };
  }

  test('hashes are equal on both sides, and so are the bits of one arm', async () => {
    const { bits, handed } = await split();
    expect(handed.length).toBeGreaterThan(REQUESTS.length);
    expect(handed.filter(({ sent, received }) => sent !== received)).toEqual([]);
    expect(bits).toEqual((await ample).bits);
  });

  test('the control: a block that loses a sign on its way tells in the bits', async () => {
    let lost = false;
    const { bits } = await split(async (decode, { handOvers: [first] }) => {
      if (!first || lost) return;
      lost = true;
      await flipBit(decode, first.to[0]);
    });
    expect(lost).toBe(true);
    expect(bits).not.toEqual((await ample).bits);
  });
});

describe('the controls, which must have others:', () => {
  test('one sequence of several, unmasked: all but the first see their neighbour', async () => {
    const leaking = await serve(AMPLE, { packing: 'leaking' });
    const { bits } = await ample;
    const kept = Object.keys(bits).filter((id) => leaking.bits[id] === bits[id]);
    expect(kept).not.toContain('other');
    expect(kept).not.toContain('short');
    expect(kept).toContain('first');
  });

  test('keys that were dropped, of requests that go on beyond them', async () => {
    const evicting = await serve(SCARCE, { memory: { pressure: 'evict', first: 4, last: 16 } });
    expect(evicting.plans.some(({ evicted = [] }) => evicted.length > 0)).toBe(true);
    expect(evicting.bits).not.toEqual((await ample).bits);
    const apart = evicting.plans.flatMap(({ slices }) =>
      slices.filter(({ start, position = start }) => position > start),
    );
    expect(apart.length).toBeGreaterThan(0);
  });

  test('a warm prefix under sets that follow the batch', async () => {
    const variant = setsOf('variant');
    const [cold, warm] = [
      await serve(AMPLE, {}, variant),
      await serve(AMPLE, { prefix: 'recompute-last' }, variant),
    ];
    expect(warm.bits.alike).not.toBe(cold.bits.alike);
  });
});
