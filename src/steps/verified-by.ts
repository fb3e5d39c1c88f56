import type { KernelSets } from '../numerics/sets/kernel-sets.ts';

/**
 * Verified speculation (LLM-42): requests are decoded by the arm's own sets with everyone, and what they chose is computed again, a window
 * of tokens at a time, in a step that nobody else is in. Only what is chosen there counts, and only its keys and values stay.
 */
export interface Verification extends VerifiedBy {
  /** Names of those that are verified; null: everyone. */
  readonly requests: readonly string[] | null;
}

export interface VerifiedBy {
  /** Places of a sequence that are verified at once. */
  readonly window: number;
  /** The sets that verify. */
  readonly kernels: KernelSets;
}

/** Of a request between two steps. */
export interface Verifying extends VerifiedBy {
  /** Tokens that were chosen since the last that was verified; their keys, all but the last one's, lie behind the computed ones. */
  readonly pending: readonly number[];
}

/** How a request is verified; undefined where it is not. */
export function verifiedBy(verify: Verification | undefined, id: string): VerifiedBy | undefined {
  if (!verify || (verify.requests && !verify.requests.includes(id))) return undefined;
  return { window: verify.window, kernels: verify.kernels };
}
