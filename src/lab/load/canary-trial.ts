import { latenciesOf } from '../../results/load/load-metrics.ts';
import type { CanaryLook, CanaryRecord, LoadRequest } from '../../results/load/load-record.ts';
import { type CanaryDecision, type CanaryRequest, CanaryTest } from '../../steps/canary-test.ts';
import { isDrawn } from '../../steps/routing.ts';
import type { CanaryRule } from '../../steps/serving.ts';

/** What a run that was broken off knew: requests that had ended, in order, and steps that were taken by then. */
interface EndedBefore {
  readonly ended: ReadonlyMap<string, LoadRequest>;
  readonly stepsBefore: ReadonlyMap<string, number>;
}

/** A canary's test as requests of an arm end: it follows from them, and their order, alone. */
export class CanaryTrial {
  readonly #rule: CanaryRule;
  readonly #test: CanaryTest;
  readonly #looks: CanaryLook[] = [];

  constructor(rule: CanaryRule, resumed: EndedBefore | null) {
    this.#rule = rule;
    this.#test = new CanaryTest(rule);
    for (const request of resumed?.ended.values() ?? [])
      this.ended(request, resumed!.stepsBefore.get(request.id)!);
  }

  get decision(): CanaryDecision['decision'] {
    return this.#test.now.decision;
  }

  get record(): CanaryRecord {
    return { rule: this.#rule, looks: this.#looks };
  }

  draws(id: string): boolean {
    return isDrawn(id, this.#rule);
  }

  /** `step`: steps that were taken by then. Returns the look that a request of the canary leads to; null where it leads to none. */
  ended(request: LoadRequest, step: number): CanaryLook | null {
    const { route, outcome, ended } = request;
    if (!route || outcome.kind === 'unfinished' || this.decision !== 'continue') return null;
    const arm = route.replica === 1 ? 'canary' : 'control';
    const decided = this.#test.add(arm, this.#counted(request));
    if (arm === 'control') return null;
    const look = { at: ended!, step, ...decided };
    this.#looks.push(look);
    return look;
  }

  /** Whoever was refused, or failed, waited for nothing. */
  #counted(request: LoadRequest): CanaryRequest {
    const { measure } = this.#rule.latency;
    const ms = request.outcome.kind === 'done' ? latenciesOf(request)[measure] : Number.POSITIVE_INFINITY;
    return { ms, passed: request.passed ?? null };
  }
}
