import type { OwnKernels } from '../experiment/shaders.ts';
import type { ActivationDtype, Quantize, WeightDtype } from '../numerics/dtypes.ts';
import type { KernelSets } from '../numerics/sets/kernel-sets.ts';
import type { Decoding } from './decoding.ts';
import type { DynamicWidths } from './dynamic-widths.ts';
import type { SchedulerLimits } from './queue.ts';
import type { Serving } from './serving.ts';
import type { Speculation } from './speculation.ts';
import type { Verification } from './verified-by.ts';

export type { Decoding, OwnDecoding } from './decoding.ts';

/** One way to run requests; everything that may change bits or memory is named here. */
export interface ArmSpec {
  readonly name: string;
  readonly kernels: KernelSets;
  /** WGSL in the place of an operation's kernels; the sets go on planning it. Left out where there is none. */
  readonly own?: OwnKernels;
  /** Workgroups that the variant rules try to keep busy. */
  readonly parallelism: number;
  readonly activations: ActivationDtype;
  readonly weights: WeightDtype;
  /** Activations as q8 in every product, whose weights are blocks of integers. Left out: as they are. */
  readonly quantize?: Quantize;
  /** Two widths for each product of a layer, chosen as it runs. Left out: `weights` alone. */
  readonly dynamic?: DynamicWidths;
  readonly decoding: Decoding;
  readonly limits: ArmLimits;
  /** Who is served next and how memory is used, by the scheduler that feeds the arm. */
  readonly serving: Serving;
  /** Who drafts tokens for it to verify. Left out: nobody. */
  readonly speculation?: Speculation;
  /** Whose tokens are told only once they were verified. Left out: nobody's. */
  readonly verify?: Verification;
  /** How a mixture of experts is served; left out: every row goes through all that its router chose. */
  readonly experts?: ExpertServing;
  /** Whose whole logits are at hand; left out: everyone's, with every step. */
  readonly logits?: LogitsAtHand;
  /** Whether steps tell of each move of a KV block a hash of what was moved (`StepOutput.moved`), which takes a readback. */
  readonly watchMoves?: boolean;
}

/** What a mixture's experts take of a step. */
export interface ExpertServing {
  /** Rows an expert has room for, by the rows that it would get were all alike (expert-capacity.ts); null: as many as come. */
  readonly capacity: number | null;
}

/**
 * Whole logits that an arm gives out: of all other rows a step leaves their digest, their highest logits and their sum alone. An engine
 * whose logits lie on the host anyway keeps none and brings those of `of`, or more, back with every step.
 */
export interface LogitsAtHand {
  /** Requests whose logits are kept for the last few steps, where their engine has them (`ArmRunner.logitsOf`, `compareLogits`). */
  readonly of: readonly string[] | NamedLater;
  /** Whether they also come back with every step. */
  readonly withSteps: boolean;
}

/** Requests that are not known when an arm is opened, as under a server. */
export interface NamedLater {
  /** How many there may be at once. */
  readonly length: number;
  includes(request: string): boolean;
}

export interface ArmLimits extends SchedulerLimits {
  /** Places of the cache that any one sequence may reach: `positionsFor` its prompt and completion; of several requests where they are packed. */
  readonly maxContext: number;
  /**
   * Positions that a row may have for RoPE, up to the model's: fewer than its sequence has places where requests are packed, more where
   * keys were dropped from it. Left out: `maxContext`.
   */
  readonly maxPositions?: number;
  /** Rows whose logits one step may give. Left out: one a sequence. */
  readonly maxSampled?: number;
  /** Places for KV blocks in host memory, whose moves fill them. Left out: none. */
  readonly hostBlocks?: number;
}
