import { decodes } from '../../../../../bench/case-lists.ts';
import type { BenchPlan, CaseReport } from '../../../../../bench/report.ts';
import { type Interval, pairedRatio } from '../../../../../bench/statistics.ts';
import { type Price, priceOf } from '../../../../../bench/summary.ts';
import { type KernelSet, OWN_SETS, SUBJECT } from '../../../../../numerics/sets/sets.ts';

/** What the bench may time: a trained model that ships with the lab, or random weights in a larger shape. */
export const PRICED_MODELS = { nano: { shipped: 'nano' }, large: { random: 'random:smollm2-135m' } } as const;
export type PricedModel = keyof typeof PRICED_MODELS;

/** Decode steps of one, eight and 32 requests at context 64, all sets and the bench's fast kernels in turn within each repeat. */
export function pricePlan(model: PricedModel): BenchPlan {
  return {
    model: PRICED_MODELS[model],
    engines: [...OWN_SETS, 'fast'],
    cases: decodes([1, 8, 32], [64]),
    repeats: 11,
    longest: 20_000,
    activations: 'bf16',
    operations: false,
    limits: false,
  };
}

/** A set's step at one M, against the variant set's of the same repeats. */
export interface SetPrice {
  readonly set: KernelSet;
  readonly milliseconds: number;
  /** Half the distance between the quartiles over the median. */
  readonly spread: number;
  /** Time over the variant set's, repeat by repeat: median and 95 % interval. */
  readonly ratio: Interval;
}

export interface CasePrice {
  /** M. */
  readonly rows: number;
  readonly sets: readonly SetPrice[];
  /** Invariant over the fastest kernels, as the Bench page has it; null where something was not timed. */
  readonly price: Price | null;
}

export function casePrice(report: CaseReport): CasePrice {
  const { case: benchCase, times } = report;
  const wallOf = (set: KernelSet) => times.find(({ engine }) => engine === set)?.wall ?? [];
  const sets = OWN_SETS.flatMap((set) => {
    const found = times.find(({ engine }) => engine === set);
    if (!found) return [];
    const { milliseconds, spread, wall } = found;
    return [{ set, milliseconds, spread, ratio: pairedRatio(wall, wallOf(SUBJECT)) }];
  });
  return { rows: benchCase.batch, sets, price: priceOf(report) };
}

/** What an interval of ratios says of 1. */
export type Finding = 'slower' | 'faster' | 'not told apart';

export function findingOf({ low, high }: Interval): Finding {
  if (low > 1) return 'slower';
  return high < 1 ? 'faster' : 'not told apart';
}
