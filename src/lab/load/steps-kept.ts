import type { LoadRequest, LoadStep } from '../../results/load/load-record.ts';
import type { LoadSink } from './load-sink.ts';

/** Steps of an arm that can be asked about afterwards, the latest ones. */
const MOST_STEPS = 20_000;
/** Prompt tokens that are kept of an arm in all. */
const MOST_TOKENS = 4_000_000;

/** What one request of an arm was fed. */
export interface Fed {
  readonly promptTokens: readonly number[];
  /** Null where it has not ended. */
  ended: LoadRequest | null;
}

/** What of a run is kept to lead from a step to its company. */
export class StepsKept {
  readonly #arms = new Map<string, { steps: Map<number, LoadStep>; fed: Map<string, Fed>; tokens: number }>();

  sinkOf(arm: string): LoadSink {
    const kept = { steps: new Map<number, LoadStep>(), fed: new Map<string, Fed>(), tokens: 0 };
    this.#arms.set(arm, kept);
    return {
      arrived({ id, promptTokens }) {
        kept.tokens += promptTokens.length;
        if (kept.tokens <= MOST_TOKENS) kept.fed.set(id, { promptTokens, ended: null });
      },
      step(step) {
        kept.steps.set(step.step, step);
        const [oldest] = kept.steps.keys();
        if (kept.steps.size > MOST_STEPS) kept.steps.delete(oldest);
      },
      request(request) {
        const fed = kept.fed.get(request.id);
        if (fed) fed.ended = request;
      },
    };
  }

  /** Undefined where it is not kept. */
  step(arm: string, step: number): LoadStep | undefined {
    return this.#arms.get(arm)?.steps.get(step);
  }

  /** Undefined where it is not kept. */
  fed(arm: string, request: string): Fed | undefined {
    return this.#arms.get(arm)?.fed.get(request);
  }
}
