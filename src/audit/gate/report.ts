import type { GateAxis, Measure } from './measures.ts';
import type { GateMode, GatePolicy } from './policy.ts';

export type GateVerdict = 'pass' | 'fail' | 'unclear';

/** How much worse, with the interval that it lies in: above 0 is worse, whatever the measure; both ends alike where it is exact. */
export interface Worsening {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

export type Unit = 'ms' | 'yardsticks' | 'bytes' | 'share' | 'perplexity' | 'nats' | 'price' | 'bits';

/** One measure of one variant. */
export interface GateCheck {
  readonly axis: GateAxis;
  readonly measure: Measure;
  /** Whose: a variant's id, or a bench's model, case and engine. */
  readonly of: string;
  /** Requests at once; null where it does not go by them. */
  readonly batch: number | null;
  /** Held against the baseline, or against the policy's own limit. */
  readonly against: 'baseline' | 'limit';
  readonly unit: Unit;
  /** The baseline's value, or the limit; of bits fingerprints. */
  readonly before: number | string;
  /** Null: the baseline tells it and this run does not. */
  readonly now: number | string | null;
  /** A share of `before` (`relative`), or in the unit itself; null: it could not be told. */
  readonly worse: Worsening | null;
  readonly relative: boolean;
  /** What `worse` may be. */
  readonly tolerance: number;
  /** What the interval comes from. */
  readonly by: 'bootstrap' | 'paired' | 'exact';
  /** Waves, requests, tasks or texts that it is drawn from; null: it is exact. */
  readonly n: number | null;
  readonly verdict: GateVerdict;
  /** Why it could not be told, or what else there is to say; null: the figures say it. */
  readonly because: string | null;
}

export interface AxisReport {
  readonly axis: GateAxis;
  readonly mode: GateMode;
  /** Null: it is off, or neither run has anything to say of it. */
  readonly verdict: GateVerdict | null;
  readonly checks: readonly GateCheck[];
}

export interface GateReport {
  readonly version: 1;
  /** Of the axes that block. */
  readonly verdict: GateVerdict;
  readonly policy: GatePolicy;
  readonly axes: readonly AxisReport[];
  /** What one of the runs alone has, in words. */
  readonly missing: readonly string[];
  /** Where the runs differ in what they ran on, in words. */
  readonly caveats: readonly string[];
}
