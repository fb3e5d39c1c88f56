import type { Operation } from '../numerics/dtypes.ts';
import type { CertificateCell, Invariance } from './certificate-cell.ts';

/**
 * How far an operation's invariance may be relied on in an arm:
 * `certified`: cells of the certificate cover it on this adapter; `observed`: it claims invariance, but what runs was not tested;
 * `replayed`: the CPU engine computes the plan itself, so that the claim is the plan's; `lost`: a cell failed on this adapter;
 * `none`: the set follows the batch and claims nothing.
 */
export type Standing = 'certified' | 'observed' | 'replayed' | 'lost' | 'none';

export interface OperationPosture {
  readonly operation: Operation;
  /** The plan rule that ran, with its version: `invariant@1`. */
  readonly rule: string;
  readonly standing: Standing;
  /** Of a certified operation: what its cells cover. */
  readonly covered: readonly Invariance[];
}

/** What was guaranteed of an arm and what was only observed (NUMERICS §8): part of every artefact. */
export interface Posture {
  readonly arm: string;
  readonly operations: readonly OperationPosture[];
  /** How tokens are chosen: `greedy, ties to the lower id`, or how the noise is keyed. */
  readonly sampler: string;
  /** On what grounds: the certificate's form, what of it stands and which adapter, or why there is none. */
  readonly grounds: string;
}

/** What a run's claims rest on: cells tested on its adapter, the replay of the plans themselves, or nothing, and why. */
export type Evidence =
  | {
      readonly kind: 'certificate';
      readonly form: 'full' | 'short';
      readonly cells: readonly CertificateCell[];
    }
  | { readonly kind: 'replay' }
  | { readonly kind: 'none'; readonly why: string };
