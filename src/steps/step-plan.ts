import type { KernelSets } from '../numerics/sets/kernel-sets.ts';
import type { OwnDecoding } from './decoding.ts';
import type { LayerSwap, LoweredLayers } from './lowered-layers.ts';
import type { KvMove } from './moves.ts';
import type { Refusal } from './refusals.ts';

/** Of which rows of a slice the logits are needed. */
export type SampledRows = 'none' | 'last' | 'all';

/**
 * What one step computes: for each request that takes part, consecutive places of its sequence in the cache.
 * Rows of the step are the slices' tokens laid end to end, so M = sum of the slices' lengths.
 */
export interface StepSlice {
  /** Stable name of the request; never its place in the batch. */
  readonly request: string;
  /** Index in the cache of the first token: what is attended to and not computed in this step lies in the cache before it. */
  readonly start: number;
  /** Token ids at indices start, start + 1, ... (at least one). */
  readonly tokens: readonly number[];
  /**
   * Position of the first token for RoPE, the others following. Left out: its index. They are apart where a sequence restarts within
   * its blocks (packing) and where keys before it were dropped (eviction).
   */
  readonly position?: number;
  /** First index of the cache that its rows attend to: where its segment begins. Left out: 0. */
  readonly from?: number;
  /** Physical KV blocks of the request in logical order; they cover start + tokens.length indices. */
  readonly blocks: readonly number[];
  /** Of which rows logits are needed; `last` once the slice reaches the end of what is known. */
  readonly sample: SampledRows;
  /**
   * Where its one token is still being chosen by the step before: by which of that step's samples. `tokens` holds a 0 then. Only in
   * a step that is planned ahead (steps/ahead.ts).
   */
  readonly awaits?: number;
  /** How many of its tokens, the last ones, are drafted: they stay only as far as they are accepted. Left out: none. */
  readonly drafted?: number;
  /** How many tokens behind all others are none, and are there for the step's shape alone. Left out: none. */
  readonly padded?: number;
  /** What it chooses is to be verified before it counts (`verification.ts`). Left out: it counts. */
  readonly provisional?: true;
  /** How its tokens are chosen. Left out: as the arm says. */
  readonly decoding?: OwnDecoding;
}

/** A prefix that slices share, for attention that goes through it once (`Serving.cascade`). */
export interface SharedPrefix {
  /** Leading indices of the cache, a multiple of a block's, which `slices` have in the same physical blocks. */
  readonly length: number;
  /** Their places in the plan. */
  readonly slices: readonly number[];
}

export interface SwappedRequest {
  readonly request: string;
  /** Places in host memory of its blocks, in order. */
  readonly host: readonly number[];
}

/** So many of a request's blocks, from `first` on, counted in its list. */
export interface EvictedBlocks {
  readonly request: string;
  readonly first: number;
  readonly blocks: number;
}

/** New tokens that are left to a request, set as it begins while so many others wait (`Serving.effort`). */
export interface EffortBudget {
  readonly request: string;
  readonly newTokens: number;
  readonly waiting: number;
}

export interface StepPlan {
  readonly slices: readonly StepSlice[];
  /** The sets that compute it, where it verifies its one slice. Left out: the arm's. */
  readonly kernels?: KernelSets;
  /** Requests that lost their blocks to make this step possible; they recompute or come back later. */
  readonly preempted: readonly string[];
  /** Executed in this order before anything is computed. Left out: none. */
  readonly moves?: readonly KvMove[];
  /** Of the preempted, those whose blocks went to host memory; they come back as they were. Left out: none. */
  readonly swapped?: readonly SwappedRequest[];
  /** Keys and values that are dropped for good. Left out: none. */
  readonly evicted?: readonly EvictedBlocks[];
  /** Whether whole blocks are found by their tokens once they are computed (`Serving.prefix`). Left out: they are not. */
  readonly keeps?: true;
  /** Requests that are turned away before they began. Left out: none. */
  readonly refused?: readonly Refusal[];
  /** Left out: none is made use of. */
  readonly shared?: SharedPrefix;
  /** Left out: layers stay as they were in the step before. */
  readonly swap?: LayerSwap;
  /** Left out: none. */
  readonly lowered?: LoweredLayers;
  /** Of those that begin in it. Left out: none is set. */
  readonly budgets?: readonly EffortBudget[];
}

/** M of the step: its number of rows. */
export function rowCount(plan: StepPlan): number {
  return plan.slices.reduce((rows, slice) => rows + slice.tokens.length, 0);
}

/** Rows of a slice whose logits are needed, counted from its first. */
export function sampledOf({ sample, tokens }: Pick<StepSlice, 'sample' | 'tokens'>): number[] {
  if (sample === 'none') return [];
  return sample === 'last' ? [tokens.length - 1] : tokens.map((_, i) => i);
}

export function isSampled({ sample }: Pick<StepSlice, 'sample'>): boolean {
  return sample !== 'none';
}

/** Whether a step does nothing at all: nobody is there. */
export function isIdle({ slices, preempted, moves = [], refused = [] }: StepPlan): boolean {
  return [slices, preempted, moves, refused].every(({ length }) => length === 0);
}

/** Whether nobody computes, so that no time passes; whoever it turns away is told. */
export function onlyRefuses({ slices, preempted, moves = [] }: StepPlan): boolean {
  return [slices, preempted, moves].every(({ length }) => length === 0);
}
