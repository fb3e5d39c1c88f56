import type { ValueInterval } from '../../numerics/inference/interval.ts';
import type { BehaviourUnit } from './answer.ts';
import type { MeasureId } from './measures.ts';

/** How the answers of one window behave, or of two and what is apart; plain JSON, in which an unbounded end is null. */
export interface BehaviourReport {
  readonly version: 1;
  /** What lengths are counted in: words where a window has no token ids. */
  readonly unit: BehaviourUnit;
  readonly reference: WindowSummary;
  readonly current: WindowSummary | null;
  /** Null without a second window. */
  readonly comparison: Comparison | null;
  readonly measures: readonly MeasureReport[];
  readonly notes: readonly string[];
}

export interface WindowSummary {
  readonly name: string;
  readonly answers: number;
  /** Of all conversations together. */
  readonly toolCalls: number;
  /** Loops that cover most, and calls made most often. */
  readonly loops: readonly LoopExample[];
  readonly calls: readonly CallExample[];
}

export interface Comparison {
  /** Answers to the same questions, taken pair by pair; null: windows are taken as independent. */
  readonly pairs: number | null;
  /** Level that corrected p-values are held against, and how many tests were made. */
  readonly alpha: number;
  readonly tests: number;
}

export interface MeasureReport {
  readonly id: MeasureId;
  /** A share of answers, or a mean over them. */
  readonly kind: 'share' | 'mean';
  readonly reference: Figure | null;
  readonly current: Figure | null;
  /** Current less reference; null where a window lacks it. */
  readonly difference: Difference | null;
}

export interface Figure {
  readonly value: number;
  /** 95 %. */
  readonly low: number | null;
  readonly high: number | null;
  /** Answers that tell it. */
  readonly n: number;
}

export interface Difference extends Omit<Figure, 'n'> {
  readonly p: number;
  /** By Holm over the measures. */
  readonly corrected: number;
  readonly differs: boolean;
}

/** Strangers' text, to be shown as text. */
export interface LoopExample {
  readonly id: string | null;
  readonly at: string;
  /** What is said again and again, and how often. */
  readonly said: string;
  readonly times: number;
  /** In the report's unit. */
  readonly covered: number;
  readonly length: number;
}

export interface CallExample {
  readonly id: string | null;
  readonly at: string;
  readonly name: string;
  readonly arguments: string;
  readonly times: number;
}

export function boundsOf({ value, low, high }: ValueInterval) {
  const bound = (end: number) => (Number.isFinite(end) ? end : null);
  return { value, low: bound(low), high: bound(high) };
}
