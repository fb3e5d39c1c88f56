import type { Gpu } from '../gpu/device.ts';
import type { AdapterArithmetic } from '../numerics/adapter-arithmetic.ts';
import type { ActivationDtype, WeightDtype } from '../numerics/dtypes.ts';
import type { KernelSets } from '../numerics/sets/kernel-sets.ts';
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

/** How tokens are chosen from logits (NUMERICS: sampling). */
export interface Decoding {
  /** 0 is greedy: highest logit, ties to the lower id. */
  readonly temperature: number;
  readonly seed: number;
}

/** One way to run requests; everything that may change bits or memory is named here. */
export interface ArmSpec {
  readonly name: string;
  readonly kernels: KernelSets;
  /** Workgroups that the variant rules try to keep busy. */
  readonly parallelism: number;
  readonly activations: ActivationDtype;
  readonly weights: WeightDtype;
  readonly decoding: Decoding;
  readonly limits: ArmLimits;
}

export interface ArmLimits {
  readonly maxSequences: number;
  readonly maxTokensPerStep: number;
  /** Positions any one request may reach: `positionsFor` its prompt and completion. */
  readonly maxContext: number;
  /** KV blocks of 16 positions in the arm's pool. */
  readonly blocks: number;
}

/** What one sampled row of a step gives. */
export interface Sample {
  readonly request: string;
  /** Token chosen for the position after the row. */
  readonly token: number;
  /** (vocabulary) f32 logits, before temperature. */
  readonly logits: Float32Array;
  /** Highest logits, descending, ties by lower id. */
  readonly top: readonly { readonly token: number; readonly logit: number }[];
  /** log(sum(exp(logits))). */
  readonly logSumExp: number;
  /** False where any logit is NaN or infinite: the request must end with an error. */
  readonly finite: boolean;
}

export interface StepOutput {
  /** One entry per slice with `samples`, in slice order. */
  readonly samples: readonly Sample[];
  /** The reduction plan each operation used, as a short text: the step log. */
  readonly plans: Readonly<Record<string, string>>;
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
  /** The device that it runs on, for those who test or time its kernels one by one. Left out by engines without one. */
  readonly gpu?: Gpu;
  openArm(spec: ArmSpec): Promise<ArmRunner>;
  /** How this engine rounds, fuses and flushes, as found by probing. */
  probeArithmetic(): Promise<AdapterArithmetic>;
  destroy(): void;
}
