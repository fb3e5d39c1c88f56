import { expect, it } from 'vitest';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { nodeModelFiles } from '../../model/files.node.ts';
import { loadModel } from '../../model/load.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { distributionOf } from '../../results/load/distribution.ts';
import type { LoadArm } from '../../results/load/load-record.ts';
import { blocksFor } from '../../steps/kv-blocks.ts';
import { DEFAULT_SERVING, type Serving } from '../../steps/serving.ts';
import type { StepSlice } from '../../steps/step-plan.ts';
import { fakeEngine, idModel, VOCABULARY } from '../testing/fake-engine.ts';
import type { Listed } from './listed-source.ts';
import { runLoad } from './run-load.ts';
import { loadOf } from './testing/load-setting.ts';
import { printed } from './testing/printed.ts';
import { lineTable } from './testing/proof-load.ts';

/*
 * Figures of docs/load.md. Clocks are virtual: a step takes 10 ms and 0.25 ms for each row, as on a device whose steps are bound by
 * reading the weights, so that figures are those of the schedules and the same on every machine.
 */

const CONTEXT = 1024;
const TABLE = lineTable(10, 0.25);
const longModel = () => ({
  ...idModel(),
  checkpoint: syntheticCheckpoint({ vocabSize: VOCABULARY, maxPositions: 4096 }, { seed: 1, dtype: 'F32' }),
});
const request = (id: string, ms: number, prompt: number, output: number): Listed => ({
  ...{ id, role: 'clean', tier: 0, stopTokens: [], arrival: { ms }, maxNewTokens: output },
  promptTokens: Array.from({ length: prompt }, (_, i) => (i * 7) % VOCABULARY),
});

interface Ask {
  readonly serving?: Partial<Serving>;
  readonly sequences?: number;
  readonly rows?: number;
  readonly blocks?: number;
}

async function served(crowd: readonly Listed[], ask: Ask, engine = fakeEngine(() => ({}))): Promise<LoadArm> {
  const limits = {
    maxSequences: ask.sequences ?? 16,
    maxTokensPerStep: ask.rows ?? 2048,
    blocks: ask.blocks ?? 2048,
  };
  const { experiment, arms, scaled } = loadOf(crowd, limits);
  const serving = { ...DEFAULT_SERVING, ...ask.serving };
  const own = arms.map((arm) => ({
    ...{ ...arm, probes: [] },
    spec: { ...arm.spec, serving, limits: { ...arm.spec.limits, maxContext: CONTEXT } },
  }));
  const setting = { model: longModel(), engine, clock: 'virtual' as const, table: TABLE };
  return (await runLoad({ experiment, arms: own, scaled }, setting)).arms[0];
}

/** Lengths at the same mean, spread as far as `most` says. */
const SPREADS: Readonly<Record<string, (i: number) => number>> = {
  'all 64': () => 64,
  '32 to 96': (i) => 32 + ((i * 37) % 65),
  '1 to 127': (i) => 1 + ((i * 37) % 127),
  'half 8, half 120': (i) => (i % 2 === 0 ? 8 : 120),
  'one of 16 is 784, others 16': (i) => (i % 16 === 5 ? 784 : 16),
};

it('static against continuous batching, over the spread of lengths', async () => {
  const rows: { outputs: string; static: number; continuous: number; times: number }[] = [];
  for (const [outputs, length] of Object.entries(SPREADS)) {
    const crowd = Array.from({ length: 256 }, (_, i) => request(`r${i}`, 0, 16, length(i)));
    const batch = await served(crowd, { serving: { policy: { kind: 'static', batch: 16 } } });
    const flowing = await served(crowd, {});
    const [fixed, continuous] = [batch, flowing].map(({ metrics }) => metrics.outputThroughput);
    rows.push({ outputs, static: fixed, continuous, times: continuous / fixed });
  }
  printed('tokens a second, static batches of 16 against continuous batching', rows);
  expect(rows[0].times).toBeLessThan(1.1);
  for (const { times } of rows.slice(1)) expect(times).toBeGreaterThan(1.2);
  expect(rows.at(-1)!.times).toBeGreaterThan(2);
});

it('what paging leaves empty, over length, beside a reservation by maximum length', async () => {
  const rows: { tokens: number; paged: number; reserved: number }[] = [];
  for (const tokens of [24, 64, 180, 512, 1000]) {
    const crowd = Array.from({ length: 96 }, (_, i) => request(`r${i}`, i * 40, tokens >> 1, tokens >> 1));
    const { waste } = (await served(crowd, {})).mechanisms;
    rows.push({ tokens, paged: 100 * waste.paged, reserved: 100 * waste.reserved });
  }
  printed(`percent of held slots without a token; a reservation has ${CONTEXT} positions`, rows);
  for (const { tokens, paged } of rows) expect(paged).toBeLessThan(tokens >= 512 ? 4 : 50);
  for (const [i, { paged }] of rows.slice(1).entries()) expect(paged).toBeLessThan(rows[i].paged);
  expect(rows[0].reserved).toBeGreaterThan(90);
});

/** Eight requests decode while long prompts join every now and then. */
const DECODERS = Array.from({ length: 8 }, (_, i) => request(`decoder${i}`, i, 16, 400));
const NEWCOMERS = Array.from({ length: 6 }, (_, i) => request(`newcomer${i}`, 400 + i * 900, 768, 16));

it('long prompts that join while others decode, by how they are scheduled', async () => {
  const chunked = (budget: number): Ask => ({ serving: { policy: { kind: 'chunked', budget } } });
  const asks: Readonly<Record<string, Ask>> = {
    'prefill first': { serving: { policy: { kind: 'prefill-first' } } },
    'first come, first served': {},
    ...Object.fromEntries([2048, 512, 256, 128, 64].map((budget) => [`chunked ${budget}`, chunked(budget)])),
    disaggregated: { serving: { disaggregated: true }, blocks: 1024 },
  };
  const rows: { scheduling: string; p50: number; p99: number; most: number; ttft: number; handed: number }[] =
    [];
  for (const [scheduling, ask] of Object.entries(asks)) {
    const arm = await served([...DECODERS, ...NEWCOMERS], { blocks: 1024, ...ask }, openCpuEngine() as never);
    const others = arm.requests.filter(({ id }) => id.startsWith('decoder'));
    const gaps = others.flatMap(({ tokenTimes: at }) => at.slice(1).map((time, i) => time - at[i]));
    const newcomers = arm.requests.filter(({ id }) => id.startsWith('newcomer'));
    const ttft = distributionOf(newcomers.map(({ arrived, tokenTimes }) => tokenTimes[0] - arrived))!.mean;
    const { p50, p99 } = distributionOf(gaps)!;
    rows.push({ scheduling, p50, p99, most: Math.max(...gaps), ttft, handed: arm.mechanisms.handedOver });
  }
  printed('milliseconds between tokens of the others, and until the newcomer has its first', rows);
  const of = (name: string) => rows.find(({ scheduling }) => scheduling === name)!;
  expect(of('prefill first').most).toBeGreaterThan(3 * of('chunked 64').most);
  expect(of('chunked 64').ttft).toBeGreaterThan(of('chunked 2048').ttft);
  expect(of('disaggregated').most).toBeLessThan(of('chunked 64').most);
  expect(of('disaggregated').handed).toBeGreaterThanOrEqual(6 * blocksFor(768));
});

it('a decode step whose contexts differ, beside one whose contexts are alike', async () => {
  const folder = new URL('../../../public/models/nano', import.meta.url).pathname;
  const model = await loadModel(nodeModelFiles(folder), 'nano', { needsText: false });
  const engine = openCpuEngine();
  const { experiment, arms } = loadOf([request('r', 0, 4, 4)]);
  const longest = Math.min(496, model.checkpoint.config.maxPositions - 1);
  const limits = {
    maxSequences: 16,
    maxTokensPerStep: 16,
    blocks: 16 * blocksFor(longest + 1),
    maxContext: longest + 1,
  };
  const rows: { kernels: string; alike: number; mixed: number; percent: number }[] = [];
  for (const kernels of ['variant', 'invariant'] as const) {
    const sets = { matmul: kernels, rmsnorm: kernels, attention: kernels };
    const runner = await engine.load(model.checkpoint).openArm({ ...arms[0].spec, kernels: sets, limits });
    const least = async (lengths: readonly number[]) => {
      let next = 0;
      const slices = lengths.map((start, i): StepSlice => {
        const blocks = Array.from({ length: blocksFor(start + 1) }, () => next++);
        return { request: `r${i}`, start, tokens: [5], blocks, sample: 'last' };
      });
      const times: number[] = [];
      for (let i = 0; i < 12; i++) {
        const began = performance.now();
        await runner.step({ slices, preempted: [] });
        times.push(performance.now() - began);
      }
      return Math.min(...times);
    };
    const mean = longest >> 1;
    const alike = await least(Array.from({ length: 16 }, () => mean));
    const mixed = await least(Array.from({ length: 16 }, (_, i) => Math.round((i * longest) / 15)));
    rows.push({ kernels, alike, mixed, percent: 100 * (mixed / alike - 1) });
    runner.destroy();
  }
  printed(`milliseconds of a decode step of 16 on nano, the same keys in all (${experiment.title})`, rows);
  engine.destroy();
  for (const { alike, mixed } of rows) expect(Math.min(alike, mixed)).toBeGreaterThan(0);
});
