import { commit } from '../../steps/commit.ts';
import type { ArmRunner } from '../../steps/engine.ts';
import { createQueue, isDone, type SchedulerLimits } from '../../steps/queue.ts';
import type { NewRequest } from '../../steps/request.ts';
import { schedule } from '../../steps/scheduler.ts';
import { DEFAULT_SERVING, type Serving } from '../../steps/serving.ts';
import { wholeLogits } from '../../steps/step-output.ts';

/** What became of one request. */
export interface Completion {
  readonly tokens: readonly number[];
  /** (tokens) x (vocabulary) logits, each before its token. */
  readonly logits: readonly Float32Array[];
}

export interface Generation {
  readonly completions: ReadonlyMap<string, Completion>;
  readonly preemptions: number;
}

export const newRequest = (id: string, prompt: readonly number[], maxNewTokens: number): NewRequest => ({
  id,
  prompt,
  maxNewTokens,
  stopTokens: [],
  arrival: { step: 0 },
});

/** Runs requests to their end under the scheduler, as the lab does. Throws where logits are not finite. */
export async function generate(
  arm: ArmRunner,
  requests: readonly NewRequest[],
  limits: SchedulerLimits,
  serving: Serving = DEFAULT_SERVING,
): Promise<Generation> {
  const logits = new Map<string, Float32Array[]>(requests.map((request) => [request.id, []]));
  let state = createQueue(requests, limits, serving.memory);
  let preemptions = 0;
  while (!isDone(state)) {
    const plan = schedule(state, limits, serving, { step: state.step, ms: 0 });
    preemptions += plan.preempted.length;
    const { samples } = await arm.step(plan);
    for (const sample of samples) {
      if (!sample.finite) throw new Error(`${sample.request}: logits are not finite`);
      logits.get(sample.request)!.push(wholeLogits(sample));
    }
    const sampled = new Map(samples.map((sample) => [sample.request, sample.token]));
    state = commit(state, plan, sampled);
  }
  const completions = state.finished.map(({ id, tokens, promptLength }): [string, Completion] => [
    id,
    { tokens: tokens.slice(promptLength), logits: logits.get(id)! },
  ]);
  return { completions: new Map(completions), preemptions };
}
