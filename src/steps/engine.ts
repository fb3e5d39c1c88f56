import type { Checkpoint } from '../model/checkpoint.ts';
import type { AdapterArithmetic } from '../numerics/adapter-arithmetic.ts';
import type { PortableVerdict } from '../numerics/portable/verdict.ts';
import type { ArmSpec } from './arm-spec.ts';
import type { LogitComparison, LogitsPlace } from './logit-comparison.ts';
import type { MeasuredTuning } from './measured-tuning.ts';
import type { StepLaps } from './step-laps.ts';
import type { StepOutput } from './step-output.ts';
import type { StepPlan } from './step-plan.ts';
import type { TracedStep } from './trace.ts';

/** Who computes: recorded beside every fingerprint, never inside it. */
export interface AdapterReport {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  /** True for a software adapter and for the CPU engine. */
  readonly software: boolean;
}

/** An arm's state on an engine: its KV cache and its compiled kernels. */
export interface ArmRunner {
  /** `laps`: who hears what its time goes to; engines that cannot tell leave them unasked. */
  step(plan: StepPlan, laps?: StepLaps): Promise<StepOutput>;
  /**
   * Whether `step` may be called once more before the last one has ended, with slices that await tokens of that one and without
   * moves. Left out: it may not.
   */
  readonly takesNext?: boolean;
  /**
   * The same step, looked into: every output of one request's sampled row, of several the last one or that at `index` of its cache. Left
   * out by engines that cannot be. Throws RangeError where the request samples nothing there in the step.
   */
  traceStep?(plan: StepPlan, request: string, index?: number, laps?: StepLaps): Promise<TracedStep>;
  /** Requests that take no part in any step from now on. Left out by engines that keep nothing by request. */
  forget?(requests: readonly string[]): void;
  /** Bytes that it holds, and its model's weights with it; null where it does not tell. Left out by engines that never do. */
  held?(): HeldBytes | null;
  /**
   * Fills the whole KV cache with what is not a number, as the worst that a recycled block may hold. Left out by engines that
   * cannot.
   */
  spoilCache?(): Promise<void>;
  /**
   * Whole logits of a row that was sampled a few steps ago and that `ArmSpec.logits` names. Null where they are no longer kept: then
   * only a replay has them.
   */
  logitsOf?(place: LogitsPlace): Promise<Float32Array | null>;
  /**
   * Compares the logits of such a row with those of another arm's where both lie, without fetching either. Null where one of them
   * is no longer kept, and where the two arms do not share their memory. Left out by engines that can only fetch.
   */
  compareLogits?(place: LogitsPlace, other: OtherLogits): Promise<LogitComparison | null>;
  /** How the bytes of its KV blocks lie; left out by engines whose cache has no blocks. */
  readonly blockLayout?: string;
  /** The bytes of KV blocks after the last step: keys of all layers, then values. */
  readBlocks?(blocks: readonly number[]): Promise<Uint8Array[]>;
  /** Writes them before the next step. Throws RangeError where they are not of this arm's size; `handOver` compares layouts. */
  writeBlocks?(blocks: readonly number[], bytes: readonly Uint8Array[]): Promise<void>;
  destroy(): void;
}

/** Bytes of an arm on its engine. */
export interface HeldBytes {
  /** Of its model in its format, shared with other arms. */
  readonly weights: number;
  /** Keys and values of all its blocks. */
  readonly cache: number;
  /** All else: what a step writes, tables, logits that are kept. */
  readonly scratch: number;
}

/** A row of another arm. */
export interface OtherLogits {
  readonly runner: ArmRunner;
  readonly place: LogitsPlace;
}

/** Our kernels, their replay on the CPU, and onnxruntime-web in WebAssembly and on WebGPU. */
export const ENGINE_KINDS = ['webgpu', 'cpu', 'ort-wasm', 'ort-webgpu'] as const;
export type EngineKind = (typeof ENGINE_KINDS)[number];

/** How weights are made ready, which may take long. */
export interface Preparing {
  /** Hears how many bytes of how many, as stored, are ready. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Looked at before each piece of a tensor. */
  readonly signal?: AbortSignal | undefined;
}

/** A checkpoint as an engine runs it: its weights, made ready the first time an arm asks for their dtype, and shared by its arms. */
export interface EngineModel {
  /**
   * Makes the weights ready that such an arm reads, as opening it would, but watched; where an arm is given that runs kernels of its own, those on
   * their device. Throws as opening would, and the signal's reason. Left out by engines that cannot be watched at it.
   */
  prepare?(arm: Pick<ArmSpec, 'weights'>, watch: Preparing): Promise<void>;
  openArm(spec: ArmSpec): Promise<ArmRunner>;
}

/**
 * Anything that can run arms: WebGPU, the CPU oracle, another library. Arms of several models may be open side by side. It
 * owns no device: that is closed by whoever opened it, after the engine.
 */
export interface Engine {
  readonly kind: EngineKind;
  readonly adapter: AdapterReport;
  /** How its kernels are tiled; left out where nothing was measured. */
  readonly tuning?: MeasuredTuning | undefined;
  /** The same value for the same checkpoint until it is unloaded. */
  load(checkpoint: Checkpoint): EngineModel;
  /** Frees what is kept of a checkpoint, if it is loaded; its arms are closed before. */
  unload(checkpoint: Checkpoint): void;
  /** How this engine rounds, fuses and flushes, as found by probing. */
  probeArithmetic(): Promise<AdapterArithmetic>;
  /** Whether portable arithmetic holds on its adapter: probed once an engine, before anything is promised; null of an engine without kernel sets. */
  probePortable(): Promise<PortableVerdict | null>;
  /** Unloads all models. */
  destroy(): void;
}
