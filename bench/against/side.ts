import { createInterface } from 'node:readline';
import type { BenchCase, caseSpec, caseStep } from '../../src/bench/bench-case.ts';
import type { WebGpuEngine } from '../../src/engines/webgpu/webgpu-engine.ts';
import type { ShapeName } from '../../src/experiment/model-name.ts';
import type { parseExperiment } from '../../src/experiment/schema.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import type { runExperiment } from '../../src/lab/run.ts';
import type { Checkpoint } from '../../src/model/checkpoint.ts';
import type { LoadedModel } from '../../src/model/load.ts';
import type { ModelConfig } from '../../src/model/model-config.ts';
import type { ActivationDtype } from '../../src/numerics/dtypes.ts';
import type { KernelSet } from '../../src/numerics/sets/sets.ts';
import { type HostTime, hostClock } from './host-clock.ts';

/** What a side needs of its checkout: the same names in both, whatever stands behind them. */
export interface Checkout {
  readonly caseSpec: typeof caseSpec;
  readonly caseStep: typeof caseStep;
  readonly WebGpuEngine: typeof WebGpuEngine;
  readonly openNodeGpu: () => Promise<Gpu>;
  readonly parseExperiment: typeof parseExperiment;
  readonly runExperiment: typeof runExperiment;
  readonly randomCheckpoint: (
    config: ModelConfig,
    options: { readonly seed: number; readonly hash: string },
  ) => Checkpoint | Promise<Checkpoint>;
  readonly randomTokenizer: (config: ModelConfig, name: string) => LoadedModel['tokenizer'];
  readonly SHAPES: Readonly<Record<string, { readonly config: ModelConfig }>>;
}

/** Random weights in a named shape. */
export interface SideModel {
  readonly shape: ShapeName;
  readonly layers: number | null;
  /** Tokens; the shape's where left out. */
  readonly vocabulary?: number | undefined;
}

export type Question =
  | {
      readonly ask: 'open';
      readonly model: SideModel;
      readonly case: BenchCase;
      readonly set: KernelSet;
      readonly activations: ActivationDtype;
    }
  | { readonly ask: 'step' }
  | { readonly ask: 'lab'; readonly model: SideModel; readonly tokens: number }
  | { readonly ask: 'close' };

/** One step: by the clock, of it what the host did before it waited and after, and the processor time of the whole process. */
export interface StepTimes {
  readonly wall: number;
  readonly host: number;
  readonly processor: number;
}

export interface Opened {
  readonly adapter: string;
  readonly dispatches: number;
}

type Model = ReturnType<WebGpuEngine['load']>;

/** Answers questions, a line of JSON each, until the input ends. */
export async function serveSide(checkout: Checkout): Promise<void> {
  const side = new Side(checkout);
  for await (const line of createInterface({ input: process.stdin })) {
    let answer: unknown;
    try {
      answer = await side.answer(JSON.parse(line) as Question);
    } catch (error) {
      answer = { failed: error instanceof Error ? error.message : String(error) };
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
  process.exit();
}

class Side {
  readonly #checkout: Checkout;
  #engine: WebGpuEngine | null = null;
  #gpu: Gpu | null = null;
  #loaded: { readonly key: string; readonly model: LoadedModel; readonly on: Model } | null = null;
  #step: (() => Promise<unknown>) | null = null;
  #close: () => void = () => undefined;

  constructor(checkout: Checkout) {
    this.#checkout = checkout;
  }

  async answer(question: Question): Promise<unknown> {
    switch (question.ask) {
      case 'open':
        return await this.#open(question);
      case 'step':
        return await timed(this.#step!);
      case 'lab':
        return await this.#lab(question.model, question.tokens);
      case 'close':
        this.#close();
        return {};
    }
  }

  /** Opens an arm and warms it up. */
  async #open(question: Question & { readonly ask: 'open' }): Promise<Opened> {
    const { caseSpec, caseStep } = this.#checkout;
    const { model, on } = await this.#load(question.model);
    const { vocabSize } = model.checkpoint.config;
    const arm = await on.openArm(caseSpec(question.case, question.set, question.activations));
    const plan = caseStep(question.case, vocabSize);
    this.#step = () => arm.step(plan);
    this.#close = () => arm.destroy();
    await this.#step();
    const dispatches = await countDispatches(this.#step);
    const { info } = this.#gpu!;
    return { adapter: info.description || info.device, dispatches };
  }

  /** A run of two pairs of arms that are compared; its host time grows with the tokens, and so tells that of one. */
  async #lab(asked: SideModel, tokens: number): Promise<HostTime> {
    const { parseExperiment, runExperiment } = this.#checkout;
    const { model } = await this.#load(asked);
    const request = { promptIds: [5, 7, 11, 13], maxNewTokens: tokens, ignoreEos: true };
    const experiment = parseExperiment({
      version: 1,
      title: 'host time',
      model: { name: model.name },
      requests: [
        { ...request, id: 'p', role: 'probe' },
        { ...request, id: 'm', role: 'clean' },
      ],
      arms: [
        { name: 'alone', requests: ['p'], kernels: 'invariant' },
        { name: 'company', requests: ['p', 'm'], kernels: 'invariant' },
        { name: 'alone-variant', requests: ['p'], kernels: 'variant' },
        { name: 'company-variant', requests: ['p', 'm'], kernels: 'variant' },
      ],
      compare: [
        ['alone', 'company'],
        ['alone-variant', 'company-variant'],
      ],
    });
    const clock = await hostClock(process.argv[1]);
    await runExperiment({ experiment, model, engine: this.#engine! });
    return await clock();
  }

  async #load({ shape, layers, vocabulary }: SideModel) {
    const key = `random:${shape}:${layers ?? ''}:${vocabulary ?? ''}`;
    if (this.#loaded?.key === key) return this.#loaded;
    const { SHAPES, randomCheckpoint, randomTokenizer, openNodeGpu, WebGpuEngine } = this.#checkout;
    this.#gpu ??= await openNodeGpu();
    this.#engine ??= new WebGpuEngine(this.#gpu);
    if (this.#loaded) this.#engine.unload(this.#loaded.model.checkpoint);
    const { config: whole } = SHAPES[shape];
    const config = {
      ...whole,
      layers: layers ?? whole.layers,
      vocabSize: vocabulary ?? whole.vocabSize,
    };
    const checkpoint = await randomCheckpoint(config, { seed: 0, hash: key });
    const tokenizer = randomTokenizer(config, key);
    const model = { name: key, checkpoint, tokenizer, weightFiles: [], endTokens: [], warnings: [] };
    this.#loaded = { key, model, on: this.#engine.load(checkpoint) };
    return this.#loaded;
  }
}

/** A step's times: what it waited for the device is the time from each `mapAsync` to its answer. */
async function timed(step: () => Promise<unknown>): Promise<StepTimes> {
  let waited = 0;
  const { prototype } = GPUBuffer;
  const { mapAsync } = prototype;
  prototype.mapAsync = async function (this: GPUBuffer, ...args) {
    const start = performance.now();
    await mapAsync.apply(this, args);
    waited += performance.now() - start;
  };
  const before = process.cpuUsage();
  const start = performance.now();
  try {
    await step();
  } finally {
    prototype.mapAsync = mapAsync;
  }
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { wall, host: wall - waited, processor: (user + system) / 1000 };
}

async function countDispatches(step: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const { prototype } = GPUComputePassEncoder;
  const { dispatchWorkgroups, dispatchWorkgroupsIndirect } = prototype;
  prototype.dispatchWorkgroups = function (this: GPUComputePassEncoder, ...args) {
    count++;
    dispatchWorkgroups.apply(this, args);
  };
  prototype.dispatchWorkgroupsIndirect = function (this: GPUComputePassEncoder, ...args) {
    count++;
    dispatchWorkgroupsIndirect.apply(this, args);
  };
  try {
    await step();
  } finally {
    Object.assign(prototype, { dispatchWorkgroups, dispatchWorkgroupsIndirect });
  }
  return count;
}
