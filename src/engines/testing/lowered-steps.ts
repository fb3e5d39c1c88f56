import { expect } from 'vitest';
import { ODD_SHAPE, syntheticCheckpoint, syntheticOf } from '../../model/testing/synthetic.ts';
import { countDifferingBits } from '../../numerics/bits.ts';
import type { ArmLimits } from '../../steps/arm-spec.ts';
import type { Engine } from '../../steps/engine.ts';
import type { LoweredLayers } from '../../steps/lowered-layers.ts';
import { wholeLogits } from '../../steps/step-output.ts';
import type { StepSlice } from '../../steps/step-plan.ts';
import { armSpec, stepOf } from '../../steps/testing/arms.ts';
import { PROMPT } from './last-token.ts';
import { widened } from './widened.ts';

const CHECKPOINT = syntheticCheckpoint({ ...ODD_SHAPE, layers: 3 }, { seed: 3, dtype: 'BF16' });
/** The same with a mixture of experts in every layer. */
export const MIXTURE = syntheticOf(
  {
    ...CHECKPOINT.config,
    qkNorm: true,
    intermediateSize: 50,
    experts: { count: 6, perToken: 2, normalised: true },
  },
  { seed: 3, dtype: 'BF16' },
);
const LIMITS = { maxSequences: 4, maxTokensPerStep: 32, maxContext: 64, blocks: 8 };

/** A prefill, then two decodes. */
const SLICES = [
  { start: 0, tokens: PROMPT },
  { start: 21, tokens: [7] },
  { start: 22, tokens: [11] },
].map((part): StepSlice => ({ request: 'probe', blocks: [2, 0], sample: 'last', ...part }));

async function logitsOf(
  engine: Engine,
  checkpoint: typeof CHECKPOINT,
  limits: ArmLimits,
  lowered: readonly (LoweredLayers | undefined)[],
) {
  const arm = await engine.load(checkpoint).openArm(armSpec({ limits }));
  const found: Float32Array[] = [];
  for (const [i, slice] of SLICES.entries()) {
    const { samples } = await arm.step({ ...stepOf(slice), ...(lowered[i] && { lowered: lowered[i] }) });
    found.push(wholeLogits(samples[0]));
  }
  arm.destroy();
  return found;
}

/**
 * Steps in which layers are lowered have the bits of a checkpoint that holds just those values in them, a step in which none is those of
 * the one as it stands: so layers 1 and 2 lowered, then 1, then none, over keys that the steps before left.
 */
export async function expectLoweredBits(
  engine: Engine,
  to: 'q8' | 'q4',
  checkpoint = CHECKPOINT,
): Promise<void> {
  const limits = { ...LIMITS, lent: { to, layers: [2, 1], each: 1 } };
  const both: LoweredLayers = { to, layers: [2, 1] };
  const whole = await logitsOf(engine, checkpoint, limits, [both, both, both]);
  const stored = await logitsOf(engine, widened(checkpoint, to, [1, 2]), LIMITS, []);
  expect(whole.map((logits, i) => countDifferingBits(logits, stored[i]))).toEqual([0, 0, 0]);

  const never = await logitsOf(engine, checkpoint, limits, []);
  const plain = await logitsOf(engine, checkpoint, LIMITS, []);
  expect(never.map((logits, i) => countDifferingBits(logits, plain[i]))).toEqual([0, 0, 0]);

  // Of a swap between steps the prefill's bits are the stored model's, and the decode's are neither's.
  const swapped = await logitsOf(engine, checkpoint, limits, [undefined, both]);
  expect(countDifferingBits(swapped[0], plain[0])).toBe(0);
  for (const other of [plain, stored]) expect(countDifferingBits(swapped[1], other[1])).toBeGreaterThan(0);
}

/** An arm that was opened to lower nothing computes nothing else without a word. */
export async function expectLoweredRefused(engine: Engine): Promise<void> {
  const lowered = { to: 'q8', layers: [1] } as const;
  await expect(logitsOf(engine, CHECKPOINT, LIMITS, [lowered])).rejects.toThrow('opened to lower none');
}
