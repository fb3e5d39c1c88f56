import type { ExperimentArm } from '../../../../experiment/schema.ts';
import type { LoadMetrics, Mechanisms } from '../../../../results/load/load-record.ts';
import type { ViewedRequest } from '../viewed-request.ts';

/** What a mechanism can do to a request that it meets. */
export type Changes = 'nothing' | 'bits' | 'tokens' | 'pass rate' | 'time';

/** A number as others published it. */
export interface FromLife {
  readonly says: string;
  /** Where it stands, as it is cited. */
  readonly source: string;
  readonly url?: string;
}

/** The arm on screen, as it was asked for and as its requests went. */
export interface CardRun {
  readonly arm: ExperimentArm | undefined;
  readonly requests: readonly ViewedRequest[];
}

/** A mechanism in words. */
export interface MechanismCard {
  readonly id: string;
  readonly name: string;
  /** Label of the field of the form that switches it; left out: nothing does. */
  readonly field?: string;
  readonly what: string;
  /** When engines in service do it. */
  readonly when: string;
  /** What it can change, and under which kernels. */
  readonly changes: readonly { readonly what: Changes; readonly how: string }[];
  /** Tests of this lab that fail where it is not so. */
  readonly proof: readonly string[];
  /** A figure of it elsewhere on the page. */
  readonly figure?: { readonly words: string; readonly href: string };
  readonly fromLife: readonly FromLife[];
  /** What the run on screen shows of it; null where it shows nothing. */
  readonly ours: (mechanisms: Mechanisms, metrics: LoadMetrics, run: CardRun) => string | null;
}
