import { parseExperiment } from '../../../experiment/schema.ts';
import { type Answer, fakeEngine, idModel, VOCABULARY } from '../../../lab/testing/fake-engine.ts';
import type { KernelSets } from '../../../numerics/sets/kernel-sets.ts';
import type { ArmSpec } from '../../../steps/arm-spec.ts';
import { rowCount, type StepPlan } from '../../../steps/step-plan.ts';

export const PAIR = { a: 'alone', b: 'company', probe: 'p' } as const;

const PROMPT_LENGTH = 3;

/** A probe of six tokens and three batchmates with prompts of 2, 4 and 9 tokens. */
export function plantedExperiment(change: object = {}) {
  const mate = (id: string, length: number) => ({
    id,
    role: 'noise',
    promptIds: Array.from({ length }, (_, i) => i + 1),
    maxNewTokens: 6,
    ignoreEos: true,
  });
  return parseExperiment({
    version: 1,
    title: 'planted',
    requests: [
      { id: 'p', role: 'probe', promptIds: [1, 2, 3], maxNewTokens: 6, ignoreEos: true },
      mate('x', 2),
      mate('y', 4),
      mate('z', 9),
    ],
    arms: [
      { name: 'alone', requests: ['p'], kernels: 'variant' },
      { name: 'company', requests: ['p', 'x', 'y', 'z'], kernels: 'variant' },
    ],
    compare: [['alone', 'company']],
    ...change,
  });
}

/** The planted pair with settings of its own for each arm. */
export const plantedPair = (alone: object, company: object) =>
  plantedExperiment({
    arms: [
      { name: 'alone', requests: ['p'], kernels: 'variant', ...alone },
      { name: 'company', requests: ['p', 'x', 'y', 'z'], kernels: 'variant', ...company },
    ],
  });

/** What a planted fault does to the probe at a generated index: nothing, its bits, or its token. */
export type Effect = 'none' | 'bits' | 'token';
export type Fault = (context: {
  readonly spec: ArmSpec;
  readonly plan: StepPlan;
  readonly kernels: KernelSets;
  /** Whether others share the step. */
  readonly company: boolean;
  readonly index: number;
}) => Effect;

/** An engine whose answers to the probe follow a fault that the test plants. */
export function plantedEngine(fault: Fault) {
  const answer: Answer = (spec, plan, position) => {
    const index = position - PROMPT_LENGTH;
    const effect = fault({
      spec,
      plan,
      kernels: spec.kernels,
      company: rowCount(plan) > 1 && plan.slices.length > 1,
      index,
    });
    const logits = new Float32Array(VOCABULARY).fill(effect === 'none' ? 0.25 : 0.5);
    return { logits, token: effect === 'token' ? 8 : 7 };
  };
  return fakeEngine(answer);
}

export const planted = (fault: Fault, change: object = {}) => ({
  experiment: plantedExperiment(change),
  model: idModel(),
  engine: plantedEngine(fault),
  pair: PAIR,
});
