import type { NoiseKind } from '../../experiment/roles.ts';
import type { Operation } from '../../numerics/operations.ts';
import type { LoadArm } from '../../results/load/load-record.ts';
import type { WidthsAsked } from '../../steps/dynamic-widths.ts';
import type { Speculation } from '../../steps/speculation.ts';
import type { Way } from './coupling-report.ts';

/** What a neighbour says: noise of a kind, or words over and over, cut to its length. */
export type Says = { readonly noise: NoiseKind } | { readonly words: string };

/** One request of the probes' company. It goes on past end-of-text, so that what it says does not change its length. */
export interface Neighbour {
  readonly says: Says;
  /** Tokens of its prompt, those of its opening apart. */
  readonly tokens: number;
  readonly newTokens: number;
  /** Millisecond at which it comes. */
  readonly at: number;
  readonly tier?: number;
  /** Begins as the probes do, or with as many other tokens. Left out: there is no opening. */
  readonly opening?: 'shared' | 'other';
}

/** A company as it is first, and the three that differ from it in one respect each. */
export interface Scene extends Readonly<Record<Way, readonly Neighbour[]>> {
  readonly before: readonly Neighbour[];
  /** What the probes go on from, beside the tasks. Default: `LINES`. */
  readonly lines?: readonly string[];
  /** Millisecond at which probes come. Default: 0, behind the company. */
  readonly probesAt?: number;
}

type Set = 'variant' | 'invariant';

/** Fields of an arm as an experiment is written. */
export interface ArmFields {
  readonly kernels: Set | Readonly<Record<Operation, Set>>;
  readonly weights?: 'q8' | 'q4';
  readonly quantize?: 'per-row' | 'per-tensor';
  readonly dynamic?: WidthsAsked;
  readonly sampler?: 'token' | 'rank';
  readonly experts?: { readonly capacity: number };
  readonly serving?: Readonly<Record<string, unknown>>;
  readonly speculation?: Pick<Speculation, 'draft' | 'k'> & { readonly accept?: Speculation['accept'] };
  readonly verify?: { readonly window: number };
  readonly limits?: { readonly maxSequences?: number; readonly maxTokensPerStep?: number };
  /** KV blocks, as a share of what everyone of the first company would hold at their ends. Left out: room for all. */
  readonly pool?: number;
}

interface Named {
  readonly id: string;
  /** As a row of the table is headed. */
  readonly name: string;
}

export interface MeasuredMechanism extends Named {
  readonly on: ArmFields;
  /** The same arm without it: the control. */
  readonly off: ArmFields;
  /** What the control is, as it goes on after "control: ". */
  readonly control: string;
  readonly scene: Scene;
  readonly temperature?: number;
  /** Whether it came to act in an arm. Left out: it always does. */
  readonly acted?: (arm: LoadArm) => boolean;
}

/** A row of the matrix: measured, or not yet to be had, and then why. */
export type Mechanism = MeasuredMechanism | (Named & { readonly absent: string });
