import type { BenchPlan } from '../../bench/report.ts';
import { OWN_SETS } from '../../numerics/sets/sets.ts';
import type { BenchForm } from './claim.ts';

/** Milliseconds that a case may take once it has been repeated three times. */
const LONGEST = 10_000;

/** The bench of a short form: what the price is computed from, and nothing beside it. */
export function shortBench({ cases, repeats }: BenchForm): BenchPlan {
  return {
    ...{ model: { shipped: 'nano' }, engines: [...OWN_SETS, 'fast'], cases, repeats, longest: LONGEST },
    ...{ activations: 'f32', operations: false, limits: false },
  };
}
