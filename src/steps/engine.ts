import type { AdapterArithmetic } from '../numerics/adapter-arithmetic.ts';
import type { ArmSpec } from './arm-spec.ts';
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
  step(plan: StepPlan): Promise<StepOutput>;
  /**
   * The same step, looked into: every output of one request's sampled row. Left out by engines that cannot be. Throws
   * RangeError where the request samples nothing in the step.
   */
  traceStep?(plan: StepPlan, request: string): Promise<TracedStep>;
  /**
   * Fills the whole KV cache with what is not a number, as the worst that a recycled block may hold. Left out by engines that
   * cannot.
   */
  spoilCache?(): Promise<void>;
  destroy(): void;
}

/** Our kernels, their replay on the CPU, and onnxruntime-web in WebAssembly and on WebGPU. */
export const ENGINE_KINDS = ['webgpu', 'cpu', 'ort-wasm', 'ort-webgpu'] as const;
export type EngineKind = (typeof ENGINE_KINDS)[number];

/** Anything that can run arms of one loaded model: WebGPU, the CPU oracle, another library. */
export interface Engine {
  readonly kind: EngineKind;
  readonly adapter: AdapterReport;
  openArm(spec: ArmSpec): Promise<ArmRunner>;
  /** How this engine rounds, fuses and flushes, as found by probing. */
  probeArithmetic(): Promise<AdapterArithmetic>;
  destroy(): void;
}
