import type { ActivationDtype } from '../numerics/dtypes.ts';
import { OWN_SETS } from '../numerics/sets/sets.ts';
import type { AdapterReport } from '../steps/engine.ts';
import type { BenchCase } from './bench-case.ts';

/** Our kernel sets, our fast kernels, which a bench alone may run, and onnxruntime-web on the same device. */
export const BENCH_ENGINES = [...OWN_SETS, 'fast', 'ort-webgpu'] as const;
/** Beside them what is timed only where it is asked for by name: the set whose bits are one on every device. */
export const TIMED_ENGINES = [...BENCH_ENGINES, 'portable'] as const;
export type BenchEngine = (typeof TIMED_ENGINES)[number];

/** A model that ships with the lab, by its folder's name, or random weights: `random:<shape>[:layers][:seed]`, or `long nano`. */
export type BenchModel = { readonly shipped: string } | { readonly random: string };

/** What to measure; plain data, so that a page can ask a worker for it. */
export interface BenchPlan {
  readonly model: BenchModel;
  readonly engines: readonly BenchEngine[];
  readonly cases: readonly BenchCase[];
  readonly repeats: number;
  /** Longest time a case may take, in milliseconds, once it has been repeated three times. */
  readonly longest: number;
  /** Of our engines; onnxruntime-web computes in f32. */
  readonly activations: ActivationDtype;
  /** Whether our operations are timed one by one, where the device takes timestamps. */
  readonly operations: boolean;
  /** Whether the device's copy bandwidth and multiply-add peak are measured. */
  readonly limits: boolean;
}

/** What the device does at best, by kernels that do nothing else. */
export interface DeviceLimits {
  /** Bytes a second, read and written ones counted. */
  readonly copy: number;
  /** f32 operations a second, a multiply-add counted as two. */
  readonly multiplyAdd: number;
}

export interface EngineTimes {
  readonly engine: BenchEngine;
  /** Milliseconds of a step, one for each repeat, by the clock. */
  readonly wall: readonly number[];
  /** The same in processor time; empty where unknown. */
  readonly processor: readonly number[];
  readonly milliseconds: number;
  /** Half the distance between the quartiles over the median. */
  readonly spread: number;
  readonly tokensPerSecond: number;
}

/** Time of one operation in all layers of a step. */
export interface OperationTime {
  readonly operation: string;
  readonly milliseconds: number;
  readonly dispatches: number;
  /** Of all operations' time. */
  readonly share: number;
  /** Time that the device's limits alone would ask for its bytes or its multiply-adds, over its time; null where unknown. */
  readonly ofLimit: number | null;
  readonly boundBy: 'bytes' | 'arithmetic' | null;
}

export interface CaseReport {
  readonly case: BenchCase;
  readonly times: readonly EngineTimes[];
  /** The yardstick, a fixed pair of kernels, in the same repeats: what the gate measures in. */
  readonly yardstick: Pick<EngineTimes, 'wall' | 'processor'>;
  /** By engine of ours. Empty where they were not timed. */
  readonly operations: readonly { readonly engine: BenchEngine; readonly times: readonly OperationTime[] }[];
}

export interface BenchReport {
  readonly version: 1;
  /** Where it ran: a browser's name or Node's. */
  readonly host: string;
  readonly adapter: AdapterReport;
  readonly model: { readonly name: string; readonly parameters: number; readonly layers: number };
  readonly plan: BenchPlan;
  readonly limits: DeviceLimits | null;
  readonly cases: readonly CaseReport[];
  /** Cases of the plan that the model has no positions for. */
  readonly leftOut: readonly BenchCase[];
  /** What was left out or stands beside the figures, in words. */
  readonly notes: readonly string[];
}

/** Where a bench stands. */
export interface BenchProgress {
  /** Rounds of cases done and in all. */
  readonly done: number;
  readonly total: number;
  /** What is being done, in words. */
  readonly doing: string;
  /** The cases that are finished. */
  readonly cases: readonly CaseReport[];
}
