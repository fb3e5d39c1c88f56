import { expect } from 'vitest';
import type { ActivationDtype } from '../../../numerics/dtypes.ts';
import type { KernelSet } from '../../../numerics/sets/sets.ts';
import { randomValues } from '../../../numerics/testing/arbitraries.ts';
import type { ArmRunner } from '../../../steps/engine.ts';
import { blocksFor } from '../../../steps/kv-blocks.ts';
import type { Sample, StepOutput } from '../../../steps/step-output.ts';
import type { StepSlice } from '../../../steps/step-plan.ts';
import { isSampled } from '../../../steps/step-plan.ts';
import { armSpec, setsOf, stepOf } from '../../../steps/testing/arms.ts';
import { inCompany } from '../../../steps/testing/company.ts';
import type { RowTrace } from '../../../steps/trace.ts';
import type { DeviceModel } from '../device-model.ts';
import { differingOutputs, type Replay, wrongElements } from './replayed-trace.ts';

/** M of the probe's decode steps. */
const ROWS = [1, 8, 17, 33];
/** Batchmates that sample besides the probe: a head of 150,000 columns takes a software adapter longer than all else. */
const SAMPLING_MATES = 2;
/** One position beyond the last prefilled one; keys in two splits. */
const PROMPT = 67;
const CHUNKS = [31, 33, 3];
const BLOCKS = Array.from({ length: blocksFor(PROMPT + 1) }, (_, block) => block);
const LIMITS = { maxSequences: 34, maxTokensPerStep: 33, maxContext: 80, blocks: 130 };

/**
 * Expects of decode steps at several M, through a whole model: the traced step has the bits of the untraced one, whichever kernels
 * either runs; what is traced has the bits of its plan's replay; and, where the set claims it, those of every M.
 */
export async function expectReplayed(
  model: DeviceModel,
  replay: Replay,
  { set, activations }: { readonly set: KernelSet; readonly activations: ActivationDtype },
): Promise<void> {
  const arm = await model.openArm(armSpec({ kernels: setsOf(set), activations, limits: LIMITS }));
  const { vocabSize } = replay.checkpoint.config;
  await prefill(arm, vocabSize);
  const traces: RowTrace[] = [];
  for (const rows of ROWS) {
    const step = stepOf(...decodeAmong(rows, vocabSize));
    const plain = probeOf(await arm.step(step));
    const { output, trace } = await arm.traceStep(step, 'probe');
    expect(bitsOfSample(probeOf(output)), `M = ${rows}: traced`).toEqual(bitsOfSample(plain));
    expect(await wrongElements(replay, trace), `M = ${rows}`).toEqual([]);
    traces.push(trace);
  }
  if (set !== 'variant')
    for (const trace of traces) expect(differingOutputs(trace, traces[0]), `M = ${trace.rows}`).toEqual([]);
  arm.destroy();
}

function tokensOf(count: number, seed: number, vocabSize: number): number[] {
  return Array.from(randomValues(count, seed), (x) => Math.floor(((x + 1) / 2) * vocabSize) % vocabSize);
}

async function prefill(arm: ArmRunner, vocabSize: number): Promise<void> {
  const tokens = tokensOf(PROMPT, 1, vocabSize);
  let start = 0;
  for (const length of CHUNKS) {
    const slice = { request: 'probe', start, tokens: tokens.slice(start, start + length), blocks: BLOCKS };
    await arm.step(stepOf({ ...slice, sample: 'none' as const }));
    start += length;
  }
}

function decodeAmong(rows: number, vocabSize: number): StepSlice[] {
  // The last token of the vocabulary: the farthest row of the embedding.
  const probe = {
    request: 'probe',
    start: PROMPT,
    tokens: [vocabSize - 1],
    blocks: BLOCKS,
    sample: 'last' as const,
  };
  const company = { rows, place: 0.5, shapes: rows, contents: 1, vocabSize, firstBlock: BLOCKS.length };
  let sampling = 0;
  return inCompany(probe, company).map((slice) =>
    slice === probe || (isSampled(slice) && sampling++ < SAMPLING_MATES)
      ? slice
      : { ...slice, sample: 'none' },
  );
}

function probeOf({ samples }: StepOutput): Sample {
  const sample = samples.find(({ request }) => request === 'probe');
  if (!sample?.finite) throw new Error(`the step gave ${sample ? 'no finite' : 'no'} logits of the probe`);
  return sample;
}

/** All that a step says of the probe: the digest stands for the bits of its logits. */
function bitsOfSample({ token, top, logSumExp, digest }: Sample) {
  return { token, top, logSumExp, digest };
}
