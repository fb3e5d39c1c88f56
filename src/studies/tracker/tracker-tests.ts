import { binomialProbabilities } from '../../numerics/inference/binomial.ts';
import { binomialPValues } from '../../numerics/inference/binomial-test.ts';
import { fisherExact } from '../../numerics/inference/fisher.ts';
import { mcNemarExact } from '../../numerics/inference/mcnemar.ts';
import type { Course, TrackerPlan } from './course.ts';

/** Tests of a plan's days, each outcome computed once for all courses. */
export class TrackerTests {
  readonly perDay: number;
  readonly #plan: TrackerPlan;
  readonly #tables = new Map<number, Float64Array>();
  readonly #pairs = new Map<number, number>();

  constructor(plan: TrackerPlan) {
    this.#plan = plan;
    this.perDay = plan.perDay;
  }

  /** (perDay + 1) p of each day's count against the course's baseline. */
  tableFor({ baseline, baselinePassed }: Course): Float64Array {
    const known = this.#tables.get(baselinePassed ?? baseline);
    if (known) return known;
    const table =
      baselinePassed === null
        ? binomialPValues(binomialProbabilities(this.perDay, baseline), 'two-sided')
        : this.#againstRuns(baselinePassed);
    this.#tables.set(baselinePassed ?? baseline, table);
    return table;
  }

  isFall(passed: number, { baseline }: Pick<Course, 'baseline'>): boolean {
    return passed < baseline * this.perDay;
  }

  mcNemar(onlyBefore: number, onlyNow: number): number {
    const key = onlyBefore * (this.perDay + 1) + onlyNow;
    const known = this.#pairs.get(key);
    if (known !== undefined) return known;
    const p = mcNemarExact(onlyBefore, onlyNow);
    this.#pairs.set(key, p);
    return p;
  }

  #againstRuns(passedB: number): Float64Array {
    const { baseline } = this.#plan;
    const totalB = baseline.kind === 'runs' ? baseline.runs : 0;
    const totalA = this.perDay;
    return Float64Array.from({ length: totalA + 1 }, (_, passedA) =>
      fisherExact({ passedA, totalA, passedB, totalB }),
    );
  }
}
