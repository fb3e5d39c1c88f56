import type { OwnKernelMark } from '../experiment/shaders.ts';
import type { ActivationDtype } from '../numerics/dtypes.ts';
import type { Operation } from '../numerics/operations.ts';
import type { KernelSet } from '../numerics/sets/sets.ts';
import { grouped } from './text.ts';

/** What the workbench's test found of an own kernel: a search for a counterexample over some M, never a proof. */
export type OwnFinding =
  /** No M changed the watched row's bits; `complete`: every case was run. */
  | { readonly kind: 'held'; readonly cases: number; readonly most: number; readonly complete: boolean }
  /** The smallest M that was found to change them. */
  | { readonly kind: 'follows'; readonly rows: number }
  /** The same step twice gave other bits. */
  | { readonly kind: 'unsteady' };

/** A finding, of which text, and on what it was found. */
export interface OwnClaim {
  readonly hash: string;
  readonly operation: Operation;
  /** Rounding explains none of the row's error against f64. */
  readonly wrong: boolean;
  readonly finding: OwnFinding;
  /** `terms 288, columns 64, bf16, plans of invariant` */
  readonly testedOn: string;
  readonly activations: ActivationDtype;
  /** The set whose plan it was given as a table. */
  readonly set: KernelSet;
  /** What that plan was made for; null where the set's rule does not look at it. */
  readonly parallelism: number | null;
}

/** `not invariant: M = 9`, `invariant as far as tested: 54 cases to M = 128`; records quote it. */
export function ownClaimWords({ finding, wrong, testedOn }: OwnClaim): string {
  const off = wrong ? ', and wrong: no rounding explains its values' : '';
  return `${findingWords(finding)}${off} (${testedOn})`;
}

function findingWords(finding: OwnFinding): string {
  switch (finding.kind) {
    case 'held': {
      const { cases, most, complete } = finding;
      const tried = `${grouped(cases)} cases to M = ${most}`;
      return complete
        ? `invariant as far as tested, ${tried}`
        : `no counterexample before time ran out, ${tried}`;
    }
    case 'follows':
      return `not invariant: M = ${finding.rows}`;
    case 'unsteady':
      return 'the same step twice gives other bits';
  }
}

/** What an arm calls an own kernel with: the same text may follow the batch with one set's plans and not with another's. */
export interface OwnUse {
  readonly activations: ActivationDtype;
  readonly set: KernelSet;
  readonly parallelism: number;
}

/** The claim on what an arm runs: of its text, in its dtype and given its set's plans; null where that was not tested. */
export function claimOn(
  claims: readonly OwnClaim[],
  { hash }: Pick<OwnKernelMark, 'hash'>,
  { activations, set, parallelism }: OwnUse,
): OwnClaim | null {
  const isOf = (claim: OwnClaim) =>
    claim.hash === hash &&
    claim.activations === activations &&
    claim.set === set &&
    (claim.parallelism === null || claim.parallelism === parallelism);
  return claims.find(isOf) ?? null;
}
