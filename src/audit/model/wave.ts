import type { ArmSpec } from '../../steps/arm-spec.ts';
import { commit } from '../../steps/commit.ts';
import type { ArmRunner } from '../../steps/engine.ts';
import { createQueue, isDone } from '../../steps/queue.ts';
import { schedule } from '../../steps/scheduler.ts';
import type { Sample } from '../../steps/step-output.ts';
import type { StepPlan } from '../../steps/step-plan.ts';

/** So many requests that come at once, each of the same length. */
export interface Wave {
  /** (requests, tokens) */
  readonly prompts: readonly (readonly number[])[];
  /** Of each, whatever ends texts. */
  readonly newTokens: number;
}

/** Milliseconds. */
export interface WaveTimes {
  /** (requests) from the wave's arrival to its first token, to its last, and between two tokens after the first, on the mean. */
  readonly ttft: readonly number[];
  readonly e2el: readonly number[];
  readonly tpot: readonly number[];
  /** From arrival to the last token of all. */
  readonly wall: number;
  /** (steps in which every row decodes) of each what is not the engine's: planning before it, and taking in. */
  readonly outside: readonly number[];
}

/** Serves a wave by continuous batching as any run of the lab: plan, compute, take in. `hear` is told of each token. Throws the engine's errors. */
export async function runWave(
  runner: ArmRunner,
  { limits, serving }: ArmSpec,
  { prompts, newTokens }: Wave,
  hear?: (sample: Sample) => void,
): Promise<WaveTimes> {
  const first = new Map<string, number>();
  const last = new Map<string, number>();
  const outside: number[] = [];
  const arrived = performance.now();
  const requests = prompts.map((prompt, i) => ({
    ...{ id: `request ${i}`, prompt, maxNewTokens: newTokens },
    ...{ stopTokens: [], arrival: { step: 0 } },
  }));
  for (let state = createQueue(requests, limits); !isDone(state); ) {
    const began = performance.now();
    const plan = schedule(state, limits, serving, { step: state.step, ms: began - arrived });
    const planned = performance.now();
    const { samples } = await runner.step(plan);
    const computed = performance.now();
    state = commit(
      state,
      plan,
      new Map(samples.map(({ request, token, finite }) => [request, finite ? token : null])),
    );
    const now = performance.now() - arrived;
    for (const { request } of samples) {
      if (!first.has(request)) first.set(request, now);
      last.set(request, now);
    }
    if (hear) samples.forEach(hear);
    if (decodesAll(plan, prompts.length)) outside.push(planned - began + (now + arrived - computed));
  }
  const ttft = requests.map(({ id }) => first.get(id)!);
  const e2el = requests.map(({ id }) => last.get(id)!);
  const tpot = e2el.map((end, i) => (end - ttft[i]) / (newTokens - 1));
  return { ttft, e2el, tpot, wall: Math.max(...e2el), outside };
}

function decodesAll({ slices }: StepPlan, requests: number): boolean {
  return slices.length === requests && slices.every(({ start, tokens }) => start > 0 && tokens.length === 1);
}
