import { caseName } from '../../../../../bench/bench-case.ts';
import { decodes, prefills } from '../../../../../bench/case-lists.ts';
import type { BenchPlan, BenchReport } from '../../../../../bench/report.ts';
import { type Interval, pairedRatio } from '../../../../../bench/statistics.ts';
import { CURE } from '../../../../../numerics/sets/sets.ts';

/** Same plans, two arithmetics: what stands between the two times is the arithmetic alone. */
export const COST_PLAN: BenchPlan = {
  model: { shipped: 'nano' },
  engines: [CURE, 'portable'],
  cases: [...decodes([1, 8], [64]), ...prefills([32])],
  repeats: 11,
  longest: 20_000,
  activations: 'bf16',
  operations: false,
  limits: false,
};

export interface StepCost {
  readonly name: string;
  /** Milliseconds of a step, medians. */
  readonly invariant: number;
  readonly portable: number;
  /** Portable over invariant, repeat by repeat: median and 95 % interval. */
  readonly ratio: Interval;
}

/** Steps that both sets were timed in. */
export function costsOf({ cases }: Pick<BenchReport, 'cases'>): StepCost[] {
  return cases.flatMap(({ case: timed, times }) => {
    const [invariant, portable] = [CURE, 'portable'].map((name) =>
      times.find(({ engine }) => engine === name),
    );
    if (!invariant || !portable) return [];
    return {
      name: caseName(timed),
      invariant: invariant.milliseconds,
      portable: portable.milliseconds,
      ratio: pairedRatio(portable.wall, invariant.wall),
    };
  });
}
