import { commit } from '../../../../../steps/commit.ts';
import { createQueue, isDone } from '../../../../../steps/queue.ts';
import { schedule } from '../../../../../steps/scheduler.ts';
import { type Cascade, DEFAULT_SERVING, type Serving } from '../../../../../steps/serving.ts';
import { isSampled } from '../../../../../steps/step-plan.ts';

export interface SharedCrowd {
  /** Requests that begin as yours does, yours among them. */
  readonly alike: number;
  /** Tokens that they have in common. */
  readonly prefixTokens: number;
  /** Step at which a request without that beginning arrives; 0: none does. */
  readonly stranger: number;
}

/** A step in which you are given a token. */
export interface SharedStep {
  readonly step: number;
  /** Requests in it, yours among them. */
  readonly company: number;
  /** Tokens of the beginning that attention goes through once for all; 0: each goes through its own. */
  readonly shared: number;
}

/** From which crowd on a beginning is shared here: given numbers, small enough for this picture. */
export const THRESHOLDS: Cascade = { prefixTokens: 32, requests: 4 };

const BEGIN = 2;
const LIMITS = { maxSequences: 16, maxTokensPerStep: 256, blocks: 128 };

/** Your steps as the lab's scheduler decides them, the beginning being in the cache. */
export function sharedSteps({ alike, prefixTokens, stranger }: SharedCrowd): SharedStep[] {
  const serving: Serving = { ...DEFAULT_SERVING, prefix: 'on', cascade: THRESHOLDS };
  const beginning = Array.from({ length: prefixTokens }, (_, i) => i);
  const request = (id: string, prompt: number[], maxNewTokens: number, step: number) => ({
    ...{ id, prompt, maxNewTokens, stopTokens: [], arrival: { step } },
  });
  const crowd = [
    request('before', [...beginning, 1000], 1, 0),
    ...Array.from({ length: alike }, (_, i) =>
      request(i === 0 ? 'you' : `alike-${i}`, [...beginning, 2000 + i], 12, BEGIN),
    ),
    ...(stranger === 0 ? [] : [request('stranger', [5000, 5001, 5002], 3, stranger)]),
  ];
  let state = createQueue(crowd, LIMITS);
  const steps: SharedStep[] = [];
  while (!isDone(state)) {
    const { step } = state;
    const plan = schedule(state, LIMITS, serving, { step, ms: 0 });
    if (plan.slices.some((slice) => slice.request === 'you' && isSampled(slice)))
      steps.push({ step, company: plan.slices.length, shared: plan.shared?.length ?? 0 });
    const sampled = plan.slices.filter(isSampled).map((slice) => [slice.request, 1] as const);
    state = commit(state, plan, new Map(sampled));
  }
  return steps;
}

/** Whether your path was the shared one, then another, though nothing of yours changed. */
export function isSwitched(steps: readonly SharedStep[]): boolean {
  const first = steps.findIndex(({ shared }) => shared > 0);
  return first >= 0 && steps.slice(first).some(({ shared }) => shared === 0);
}
