import type { ValueInterval } from '../numerics/inference/interval.ts';
import { quantileSequence } from '../numerics/inference/quantile-sequence.ts';
import { shareSequence } from '../numerics/inference/share-sequence.ts';
import { leastThat } from '../numerics/least.ts';
import type { CanaryRule } from './serving.ts';

export type CanaryArm = 'control' | 'canary';

/** One request of either arm, once it has ended. */
export interface CanaryRequest {
  /** Milliseconds that it took; infinite where it got no answer. */
  readonly ms: number;
  /** Whether its answer was right; null where none is known. */
  readonly passed: boolean | null;
}

/** Of both arms, and of the canary against the control; `high` is null where no bound is known yet. */
interface CanaryEstimates {
  readonly control: CanaryEstimate;
  readonly canary: CanaryEstimate;
  /** Of latencies a ratio, of pass shares a difference: canary to control. */
  readonly against: CanaryEstimate;
}

export interface CanaryEstimate {
  /** Null where nothing was seen. */
  readonly value: number | null;
  readonly low: number;
  readonly high: number | null;
}

/**
 * Why a test stands as it does: `least` and `open` while it goes on (too few requests of the canary; nothing is shown yet), `slower` and
 * `worse` where harm beyond a margin is shown, `no-worse` where it is excluded, `unproven` where the most requests came and it was neither.
 */
export type CanaryReason = 'least' | 'open' | 'slower' | 'worse' | 'no-worse' | 'unproven';

export interface CanaryDecision {
  readonly decision: 'continue' | 'promote' | 'rollback';
  readonly because: CanaryReason;
  /** Requests that were counted. */
  readonly requests: Readonly<Record<CanaryArm, number>>;
  /** The stated quantile of latencies, in milliseconds. */
  readonly latency: CanaryEstimates;
  /** The share of right answers; null where the rule asks for none. */
  readonly quality: CanaryEstimates | null;
}

/**
 * A sequential test of a new variant against what is served: is a quantile of its latencies at most `margin` times the control's, and its
 * pass share at most a margin below? It is looked at whenever a request of the canary ends. Every interval is one of a confidence sequence,
 * so that looking often costs nothing: with probability 1 - alpha all of them, at all looks, hold what is true. A canary within both margins
 * is rolled back for harm with probability alpha at most, one beyond a margin promoted with alpha at most; alpha is shared out evenly over
 * the two endpoints, and of each to the arms by the other's share of the traffic. Pure and deterministic. What it takes for granted: requests
 * are alike and independent, and answers of one arm do not slow those of the other.
 */
export class CanaryTest {
  readonly #rule: CanaryRule;
  readonly #times: Readonly<Record<CanaryArm, number[]>> = { control: [], canary: [] };
  readonly #graded: Readonly<Record<CanaryArm, { passed: number; total: number }>> = {
    control: { passed: 0, total: 0 },
    canary: { passed: 0, total: 0 },
  };
  #now: CanaryDecision;

  constructor(rule: CanaryRule) {
    this.#rule = rule;
    this.#now = this.#look();
  }

  /** As it stood at the last look. */
  get now(): CanaryDecision {
    return this.#now;
  }

  /** Once it has decided, what still ends is not counted. Throws RangeError unless a request took more than 0 ms. */
  add(arm: CanaryArm, { ms, passed }: CanaryRequest): CanaryDecision {
    if (!(ms > 0)) throw new RangeError(`expected a request that took more than 0 ms, found ${ms}`);
    if (this.#now.decision !== 'continue') return this.#now;
    insert(this.#times[arm], ms);
    if (passed !== null) {
      this.#graded[arm].total++;
      if (passed) this.#graded[arm].passed++;
    }
    if (arm === 'canary') this.#now = this.#look();
    return this.#now;
  }

  #look(): CanaryDecision {
    const requests = { control: this.#times.control.length, canary: this.#times.canary.length };
    const latency = this.#latency();
    const quality = this.#quality();
    const because = this.#reason(requests.canary, latency.against, quality?.against ?? null);
    return { decision: DECISIONS[because], because, requests, latency, quality };
  }

  #reason(canary: number, ratio: CanaryEstimate, difference: CanaryEstimate | null): CanaryReason {
    const { latency, quality, least, most } = this.#rule;
    if (canary < least) return 'least';
    if (ratio.low > latency.margin) return 'slower';
    if (quality && difference!.high! < -quality.margin) return 'worse';
    const asFast = ratio.high !== null && ratio.high <= latency.margin;
    const asGood = !quality || difference!.low >= -quality.margin;
    if (asFast && asGood) return 'no-worse';
    return canary >= most ? 'unproven' : 'open';
  }

  /** Level of an arm's interval: the arm that has less of the traffic is left more of it, since its interval is the wider one. */
  #level(arm: CanaryArm): number {
    const { alpha, share, quality } = this.#rule;
    return (alpha / (quality ? 2 : 1)) * (arm === 'control' ? share : 1 - share);
  }

  #latency(): CanaryEstimates {
    const { quantile } = this.#rule.latency;
    const of = (arm: CanaryArm) => quantileSequence(this.#times[arm], quantile, this.#level(arm));
    const [control, canary] = [of('control'), of('canary')];
    const against = {
      value: canary.value / control.value,
      // No time is below 0, and of two that are unbounded nothing is known.
      low: Number.isFinite(control.high) ? Math.max(0, canary.low) / control.high : 0,
      high: control.low > 0 ? canary.high / control.low : Number.POSITIVE_INFINITY,
    };
    return estimates(control, canary, against);
  }

  #quality(): CanaryEstimates | null {
    if (!this.#rule.quality) return null;
    const of = (arm: CanaryArm) => {
      const { passed, total } = this.#graded[arm];
      return shareSequence(passed, total, this.#level(arm));
    };
    const [control, canary] = [of('control'), of('canary')];
    return estimates(control, canary, {
      value: canary.value - control.value,
      low: canary.low - control.high,
      high: canary.high - control.low,
    });
  }
}

const DECISIONS: Readonly<Record<CanaryReason, CanaryDecision['decision']>> = {
  ...{ least: 'continue', open: 'continue', 'no-worse': 'promote' },
  ...{ slower: 'rollback', worse: 'rollback', unproven: 'rollback' },
};

/** As plain data, which knows no infinite numbers. */
function estimates(control: ValueInterval, canary: ValueInterval, against: ValueInterval): CanaryEstimates {
  return { control: estimate(control), canary: estimate(canary), against: estimate(against) };
}

function estimate({ value, low, high }: ValueInterval): CanaryEstimate {
  return {
    value: Number.isFinite(value) ? value : null,
    // Of times that never ended a bound may be infinite upwards.
    low: low === Number.POSITIVE_INFINITY ? Number.MAX_VALUE : Math.max(low, -1),
    high: Number.isFinite(high) ? high : null,
  };
}

/** Keeps a list ascending. */
function insert(sorted: number[], value: number): void {
  const at = leastThat(0, sorted.length, (place) => sorted[place] > value);
  sorted.splice(at, 0, value);
}
