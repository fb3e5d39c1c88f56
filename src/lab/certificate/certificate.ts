import type { AdapterReport, EngineKind } from '../../engine/engine.ts';
import type { AdapterArithmetic } from '../../numerics/adapter-arithmetic.ts';
import type { ActivationDtype, KernelSet } from '../../numerics/dtypes.ts';

/** What a case claims. A negative control claims a difference: where it finds none, the other cases prove nothing. */
export type Claim =
  | 'invariance'
  | 'chunking'
  | 'recycled blocks'
  | 'content'
  | 'determinism'
  | 'negative control';

export interface CertificateCase {
  readonly claim: Claim;
  readonly set: KernelSet;
  readonly dtype: ActivationDtype;
  /** What was compared with what. */
  readonly name: string;
  readonly passed: boolean;
  /** What was found. */
  readonly found: string;
}

/** The record that an adapter passed, or did not pass, the invariance self-test. It speaks of this adapter and driver only. */
export interface Certificate {
  readonly version: 1;
  /** `short` looks at the pipelines in use only; `full` is NUMERICS' whole list. */
  readonly form: 'full' | 'short';
  readonly key: string;
  readonly engine: EngineKind;
  readonly adapter: AdapterReport;
  readonly model: { readonly name: string; readonly hash: string };
  readonly arithmetic: AdapterArithmetic;
  readonly passed: boolean;
  readonly cases: readonly CertificateCase[];
  readonly milliseconds: number;
}

/**
 * The set that may be called invariant on this adapter: the many-tilings form where all its cases passed, else `pinned` where
 * that passed, else null.
 */
export function certifiedSet({ cases }: Pick<Certificate, 'cases'>): 'invariant' | 'pinned' | null {
  const holds = (set: KernelSet) => {
    const own = cases.filter((one) => one.set === set && one.claim !== 'negative control');
    return own.length > 0 && own.every((one) => one.passed);
  };
  if (holds('invariant')) return 'invariant';
  return holds('pinned') ? 'pinned' : null;
}
