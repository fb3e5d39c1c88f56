import { largestDifference } from '../../model/testing/nano.ts';
import type { Reference } from '../../model/testing/references.ts';
import { countDifferingBits } from '../../numerics/bits.ts';
import type { KernelSet } from '../../numerics/sets/sets.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { ArmRunner, EngineModel } from '../../steps/engine.ts';
import { blocksFor } from '../../steps/kv-blocks.ts';
import { type Sample, wholeLogits } from '../../steps/step-output.ts';
import type { StepSlice } from '../../steps/step-plan.ts';
import { armSpec, setsOf, stepOf } from '../../steps/testing/arms.ts';

/** What f32 logits may be from those of the reference. */
export const REFERENCE_BOUND = 1e-4;

export interface ReferenceFindings {
  /** Largest difference from the reference's logits, over all positions of the prompt. */
  readonly largest: number;
  /** As many greedy tokens as the reference has. */
  readonly tokens: readonly number[];
  /** Logits of prompt and completion that change in any bit in chunks and in company: over M, over the place in the batch. */
  readonly varying: number;
}

const MATES = 3;
/** Rows of the prompt in a step, among others; then one a step. */
const CHUNKS = [1, 6, 16];

/**
 * A reference's prompt and greedy completion on any engine, f32 activations: alone, the prompt in one step, and again in pieces among other
 * requests. Throws where a logit is not finite.
 */
export async function referenceRun(
  model: EngineModel,
  reference: Reference,
  set: KernelSet = 'invariant',
): Promise<ReferenceFindings> {
  const spec = { ...specOf(reference), kernels: setsOf(set) };
  const found = await withArm(model, spec, (arm) => alone(arm, reference));
  const again = await withArm(model, spec, (arm) => inCompany(arm, reference, found));
  return {
    largest: largestOf(found, reference),
    tokens: found.slice(reference.prompt.length - 1).map(({ token }) => token),
    varying: found.reduce((sum, sample, i) => sum + differing(sample, again[i]), 0),
  };
}

/** `largest` alone. */
export async function largestError(model: EngineModel, reference: Reference): Promise<number> {
  const prompted = await withArm(model, specOf(reference), (arm) => prefill(arm, reference));
  return largestOf(prompted, reference);
}

function specOf({ prompt, greedy }: Reference): ArmSpec {
  const places = prompt.length + greedy.length;
  const blocks = (1 + MATES) * blocksFor(places);
  return armSpec({
    limits: {
      maxSequences: 1 + MATES,
      maxTokensPerStep: 2 * places,
      maxContext: places,
      blocks,
      maxSampled: places,
    },
  });
}

function largestOf(found: readonly Sample[], { logits }: Reference): number {
  return Math.max(...logits.map((row, i) => largestDifference(wholeLogits(found[i]), row)));
}

function differing(a: Sample, b: Sample): number {
  return countDifferingBits(wholeLogits(a), wholeLogits(b));
}

async function withArm<Result>(
  model: EngineModel,
  spec: ArmSpec,
  use: (arm: ArmRunner) => Promise<Result>,
): Promise<Result> {
  const arm = await model.openArm(spec);
  try {
    return await use(arm);
  } finally {
    arm.destroy();
  }
}

function prefill(arm: ArmRunner, { prompt, greedy }: Reference): Promise<Sample[]> {
  const blocks = blocksOf(0, prompt.length + greedy.length);
  return sampled(arm, { request: OWN, start: 0, tokens: prompt, blocks, sample: 'all' });
}

/** A sample for each position of prompt and completion but the last. */
async function alone(arm: ArmRunner, reference: Reference): Promise<Sample[]> {
  const places = reference.prompt.length + reference.greedy.length;
  const blocks = blocksOf(0, places);
  const samples = await prefill(arm, reference);
  for (let start = reference.prompt.length; start < places - 1; start++) {
    const { token } = samples.at(-1)!;
    samples.push(...(await sampled(arm, { request: OWN, start, tokens: [token], blocks, sample: 'all' })));
  }
  return samples;
}

/** The same of the same tokens, while others come with prompts of their own, decode and pause. */
async function inCompany(arm: ArmRunner, reference: Reference, found: readonly Sample[]): Promise<Sample[]> {
  const { prompt, greedy } = reference;
  const places = prompt.length + greedy.length;
  const tokens = [...prompt, ...found.slice(prompt.length - 1).map(({ token }) => token)].slice(0, -1);
  const blocks = blocksOf(0, places);
  const ends = [0, 0, 0];
  const samples: Sample[] = [];
  for (let step = 0; samples.length < tokens.length; step++) {
    const start = samples.length;
    const rest = prompt.length - start;
    const count = rest > 0 ? Math.min(CHUNKS[step] ?? rest, rest) : 1;
    const own: StepSlice = {
      ...{ request: OWN, start, blocks, sample: 'all' },
      tokens: tokens.slice(start, start + count),
    };
    const mates = Array.from({ length: (step + 1) % (MATES + 1) }, (_, mate): StepSlice => {
      const from = ends[mate];
      const rows = from === 0 ? 5 + 4 * mate : 1;
      ends[mate] += rows;
      return {
        ...{ request: `mate${mate}`, start: from, blocks: blocksOf(mate + 1, places), sample: 'last' },
        tokens: Array.from(
          { length: rows },
          (_, i) => (7 * mate + 11 * (from + i) + 3) % found[0].logits!.length,
        ),
      };
    });
    const place = step % (mates.length + 1);
    samples.push(...(await sampled(arm, ...mates.slice(0, place), own, ...mates.slice(place))));
  }
  return samples;
}

const OWN = 'reference';

function blocksOf(request: number, places: number): number[] {
  const each = blocksFor(places);
  return Array.from({ length: each }, (_, block) => request * each + block);
}

/** Throws where a logit of the reference's request is not finite. */
async function sampled(arm: ArmRunner, ...slices: StepSlice[]): Promise<Sample[]> {
  const { samples } = await arm.step(stepOf(...slices));
  const own = samples.filter(({ request }) => request === OWN);
  if (own.some(({ finite }) => !finite)) throw new Error('the step gave logits that are not finite');
  return own;
}
