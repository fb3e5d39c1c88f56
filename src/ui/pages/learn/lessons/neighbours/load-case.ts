import { commit } from '../../../../../steps/commit.ts';
import { createQueue, isDone, type SchedulerLimits } from '../../../../../steps/queue.ts';
import { schedule } from '../../../../../steps/scheduler.ts';
import { DEFAULT_SERVING } from '../../../../../steps/serving.ts';
import { isSampled, rowCount } from '../../../../../steps/step-plan.ts';

/** A neighbour that comes while the probe is being answered. */
export interface Neighbour {
  /** Step at which it joins the queue. */
  readonly arrival: number;
  readonly promptTokens: number;
  readonly answerTokens: number;
}

export interface LoadStep {
  /** Rows of the probe and of the neighbour. */
  readonly probe: number;
  readonly neighbour: number;
  /** Index of the probe's token that the step gives; null where it gives none. */
  readonly token: number | null;
}

export const PROBE = { promptTokens: 8, answerTokens: 24 };

/**
 * The steps of a probe and one neighbour as the lab's scheduler decides them, until the probe has its answer. `tokensPerStep`:
 * rows a step may have.
 */
export function loadSteps(neighbour: Neighbour, tokensPerStep: number): LoadStep[] {
  const limits: SchedulerLimits = { maxSequences: 8, maxTokensPerStep: tokensPerStep, blocks: 64 };
  const request = (id: string, tokens: number, maxNewTokens: number, arrival: number) => ({
    id,
    prompt: Array.from({ length: tokens }, () => 1),
    maxNewTokens,
    stopTokens: [],
    arrival: { step: arrival },
  });
  const { arrival, promptTokens, answerTokens } = neighbour;
  let state = createQueue(
    [
      request('neighbour', promptTokens, answerTokens, arrival),
      request('probe', PROBE.promptTokens, PROBE.answerTokens, 0),
    ],
    limits,
  );
  const steps: LoadStep[] = [];
  let given = 0;
  while (!isDone(state) && given < PROBE.answerTokens) {
    const plan = schedule(state, limits, DEFAULT_SERVING, { step: state.step, ms: 0 });
    const slice = plan.slices.find((each) => each.request === 'probe');
    const probe = slice?.tokens.length ?? 0;
    steps.push({
      probe,
      neighbour: rowCount(plan) - probe,
      token: slice && isSampled(slice) ? given++ : null,
    });
    const sampled = plan.slices.filter(isSampled).map((each) => [each.request, 1] as const);
    state = commit(state, plan, new Map(sampled));
  }
  return steps;
}

/** First token whose step, or a step before it that wrote the probe's cache, had company; null where none had. */
export function firstReached(steps: readonly LoadStep[]): number | null {
  const met = steps.findIndex(({ probe, neighbour }) => probe > 0 && neighbour > 0);
  if (met < 0) return null;
  return steps.slice(met).find(({ token }) => token !== null)?.token ?? null;
}

/** Rows that were computed for others in the steps that the probe waited for. */
export function rowsOfOthers(steps: readonly LoadStep[]): number {
  return steps.reduce((sum, { neighbour }) => sum + neighbour, 0);
}
