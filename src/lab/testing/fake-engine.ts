import type { LoadedModel } from '../../model/load.ts';
import { ModelError } from '../../model/model-error.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { createIdCodec } from '../../model/tokenizer.ts';
import { digestOf } from '../../numerics/digest.ts';
import { highestOf } from '../../numerics/highest.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { Engine } from '../../steps/engine.ts';
import type { Sample } from '../../steps/step-output.ts';
import { isSampled, rowCount, type StepPlan } from '../../steps/step-plan.ts';

export const VOCABULARY = 96;

/** A tiny model whose prompts are token ids. */
export function idModel(): LoadedModel {
  const checkpoint = syntheticCheckpoint({ vocabSize: VOCABULARY }, { seed: 1, dtype: 'F32' });
  const tokenizer = createIdCodec(new ModelError('tiny', 'no tokenizer'));
  return { name: 'tiny', checkpoint, tokenizer, weightFiles: [], endTokens: [], warnings: [] };
}

/** What a fake step gives for one sampled request. */
export type Answer = (spec: ArmSpec, plan: StepPlan, position: number) => Partial<Sample>;

/** An engine without a model: tests of the lab decide themselves what each step gives. Logs the arm of every step. */
export function fakeEngine(answer: Answer): Engine & { readonly log: string[]; open: number } {
  const engine = {
    kind: 'webgpu' as const,
    adapter: { vendor: 'test', architecture: '', device: '', description: '', software: true },
    log: [] as string[],
    open: 0,
    load: () => model,
    unload: () => undefined,
    probeArithmetic: () => Promise.reject(new Error('not probed')),
    probePortable: () => Promise.reject(new Error('not probed')),
    destroy: () => undefined,
  };
  const model = {
    openArm(spec: ArmSpec) {
      engine.open++;
      const step = (plan: StepPlan) => {
        engine.log.push(spec.name);
        const sampled = plan.slices.filter(isSampled);
        const samples = sampled.map(({ request, start, tokens }): Sample => {
          const logits = new Float32Array(VOCABULARY).fill(rowCount(plan) > 1 ? 0.5 : 0.25);
          const given = answer(spec, plan, start + tokens.length);
          const sample = {
            request,
            index: start + tokens.length - 1,
            token: 7,
            logits,
            logSumExp: 0,
            finite: true,
            ...given,
          };
          const whole = sample.logits ?? logits;
          const top = highestOf(whole, 8).map((each) => ({ token: each, logit: whole[each] }));
          return { digest: digestOf(whole), top, logit: whole[sample.token], ...sample };
        });
        return Promise.resolve({ samples, plans: {} });
      };
      return Promise.resolve({ step, destroy: () => void engine.open-- });
    },
  };
  return engine;
}
