import { randomValues } from '../../numerics/testing/arbitraries.ts';
import { blocksFor, positionsFor } from '../kv-blocks.ts';
import type { SchedulerLimits } from '../queue.ts';
import type { NewRequest } from '../request.ts';

/** Requests and bounds drawn by a seed: small pools and budgets, so that most of them preempt and cut prompts. */
export interface Workload {
  readonly requests: readonly NewRequest[];
  readonly limits: SchedulerLimits;
}

export function workloadOf(seed: number): Workload {
  const numbers = randomValues(64, seed);
  let at = 0;
  const whole = (least: number, most: number) =>
    least + Math.floor(((numbers[at++ % numbers.length] + 1) / 2) * (most - least + 1) * 0.999999);
  const requests = Array.from({ length: whole(1, 12) }, (_, i) => {
    const [prompt, maxNewTokens, step] = [whole(1, 70), whole(1, 40), whole(0, 30)];
    return {
      ...{ id: `r${i}`, maxNewTokens, stopTokens: [], arrival: { step } },
      prompt: Array.from({ length: prompt }, (_, token) => token),
    };
  });
  const largest = requests.map(({ prompt, maxNewTokens }) =>
    blocksFor(positionsFor(prompt.length, maxNewTokens)),
  );
  const blocks = Math.max(...largest) + whole(0, 12);
  return { requests, limits: { maxSequences: whole(1, 8), maxTokensPerStep: whole(1, 64), blocks } };
}
