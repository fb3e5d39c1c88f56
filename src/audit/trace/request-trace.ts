import type { ActivationDtype, WeightDtype } from '../../numerics/dtypes.ts';
import type { KernelSet } from '../../numerics/sets/sets.ts';
import type { DiffRecord } from '../../results/record.ts';
import type { AdapterReport, EngineKind } from '../../steps/engine.ts';
import type { Overhead } from './overheads.ts';
import type { Price } from './prices.ts';
import type { RequestTimes } from './request-server.ts';
import type { Span } from './spans.ts';

/**
 * Who told the kernels' times: `device`: its timestamps, a pass for each kernel; `operations`: the processor that computed them, each by its clock; `pass`:
 * the host, for all of a step together, from the submission to the results.
 */
export type KernelClock = 'device' | 'operations' | 'pass';

/** One request from its text to its answer, with everything that its time went to; plain JSON. */
export interface RequestTrace {
  readonly version: 1;
  /** A browser's name or Node's. */
  readonly host: string;
  readonly engine: EngineKind;
  readonly adapter: AdapterReport;
  readonly model: { readonly name: string; readonly hash: string; readonly parameters: number };
  readonly set: KernelSet;
  readonly activations: ActivationDtype;
  readonly weights: WeightDtype;
  /** Who else was served with it. */
  readonly company: number;
  /** What was switched on while it was traced. */
  readonly with: readonly Overhead[];
  readonly request: TracedAnswer;
  /** Against the same request alone; null: it was not compared. */
  readonly diff: DiffRecord | null;
  readonly kernelClock: KernelClock;
  /** The most, in milliseconds, that kernels timed by the device may lie later than drawn. */
  readonly slack: number | null;
  /** Milliseconds since 1970 at the spans' zero. */
  readonly at: number;
  readonly spans: readonly Span[];
  /** Of requests that were not this one; empty: none were priced. */
  readonly prices: readonly Price[];
  readonly notes: readonly string[];
}

export interface TracedAnswer extends RequestTimes {
  readonly promptTokens: number;
  readonly tokens: number;
  readonly text: string;
  readonly fingerprint: string;
  readonly finish: 'length' | 'stop';
  readonly steps: number;
}
