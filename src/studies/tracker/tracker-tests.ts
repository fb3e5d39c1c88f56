import { binomialProbabilities } from '../../numerics/inference/binomial.ts';
import { binomialPValues } from '../../numerics/inference/binomial-test.ts';
import { fisherExact } from '../../numerics/inference/fisher.ts';
import { mcNemarExact } from '../../numerics/inference/mcnemar.ts';
import type { Course, TrackerPlan } from './course.ts';

/** Tests of a plan's days: what was computed for one course is there for the next one. */
export class TrackerTests {
  readonly perDay: number;
  /** Of an estimated baseline. */
  readonly #runs: number;
  readonly #tables = new Map<number, Float64Array>();
  readonly #fishers = new Map<number, number>();
  readonly #pairs = new Map<number, number>();

  constructor({ perDay, baseline }: TrackerPlan) {
    this.perDay = perDay;
    this.#runs = baseline.kind === 'runs' ? baseline.runs : 0;
  }

  /** p of a day that falls below its course's baseline, exact and two-sided; 1 of a day that does not. */
  fallP(passed: number, { baseline, baselinePassed }: Course): number {
    if (passed >= baseline * this.perDay) return 1;
    if (baselinePassed === null) return this.#tableFor(baseline)[passed];
    const key = baselinePassed * (this.perDay + 1) + passed;
    return kept(this.#fishers, key, () => {
      const totals = { totalA: this.perDay, totalB: this.#runs };
      return fisherExact({ passedA: passed, passedB: baselinePassed, ...totals });
    });
  }

  mcNemar(onlyBefore: number, onlyNow: number): number {
    const key = onlyBefore * (this.perDay + 1) + onlyNow;
    return kept(this.#pairs, key, () => mcNemarExact(onlyBefore, onlyNow));
  }

  /** (perDay + 1) p of each count against a rate that is known. */
  #tableFor(rate: number): Float64Array {
    return kept(this.#tables, rate, () =>
      binomialPValues(binomialProbabilities(this.perDay, rate), 'two-sided'),
    );
  }
}

function kept<Value>(known: Map<number, Value>, key: number, compute: () => Value): Value {
  const found = known.get(key);
  if (found !== undefined) return found;
  const value = compute();
  known.set(key, value);
  return value;
}
