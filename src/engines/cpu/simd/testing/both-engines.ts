import { expect } from 'vitest';
import type { ArmSpec } from '../../../../steps/arm-spec.ts';
import type { EngineModel } from '../../../../steps/engine.ts';
import { blocksFor } from '../../../../steps/kv-blocks.ts';
import type { Sample } from '../../../../steps/step-output.ts';
import type { StepPlan, StepSlice } from '../../../../steps/step-plan.ts';
import { armSpec, stepOf } from '../../../../steps/testing/arms.ts';
import { inCompany } from '../../../../steps/testing/company.ts';
import { CpuEngine } from '../../cpu.ts';
import { openCpuEngine } from '../../open-cpu.ts';

/** Longer than what the libraries' rules leave in one split. */
export const LONG = 270;

/** A prompt in two chunks, its probe among company of many shapes, then steps that decode. */
export function steps(vocabSize: number, prompt = 40): StepPlan[] {
  const tokens = Array.from({ length: prompt + 3 }, (_, i) => (i * 37 + 5) % vocabSize);
  const blocks = Array.from({ length: blocksFor(tokens.length) }, (_, i) => (i * 5) % 18);
  const slice = (start: number, end: number): StepSlice => ({
    ...{ request: 'probe', start, tokens: tokens.slice(start, end), blocks, sample: 'last' },
  });
  const company = (probe: StepSlice, rows: number, shapes: number | 'decode') =>
    stepOf(...inCompany(probe, { rows, place: 0.5, shapes, contents: 1, vocabSize, firstBlock: 18 }));
  return [
    stepOf(slice(0, prompt - 7)),
    company(slice(prompt - 7, prompt), 20, 2),
    company(slice(prompt, prompt + 1), 8, 'decode'),
    stepOf(slice(prompt + 1, prompt + 2)),
    company(slice(prompt + 2, prompt + 3), 9, 'decode'),
  ];
}

export const LIMITS = { maxSequences: 20, maxTokensPerStep: LONG, maxContext: LONG + 3, blocks: 70 };
export const openers = [openCpuEngine, () => new CpuEngine()];

export async function samplesOf(model: EngineModel, changes: Partial<ArmSpec>, plans: readonly StepPlan[]) {
  const arm = await model.openArm(armSpec({ limits: LIMITS, ...changes }));
  const samples: Sample[] = [];
  for (const plan of plans) samples.push(...(await arm.step(plan)).samples);
  arm.destroy();
  return samples;
}

/** Of both engines. The digest stands for all bits of the logits, which would take long to compare one by one. */
export async function bothOf(
  models: readonly EngineModel[],
  changes: Partial<ArmSpec>,
  plans: readonly StepPlan[],
) {
  const found = await Promise.all(models.map((model) => samplesOf(model, changes, plans)));
  expect(found[1].every(({ finite }) => finite)).toBe(true);
  return found.map((samples) => samples.map(({ logits: _, ...told }) => told));
}
