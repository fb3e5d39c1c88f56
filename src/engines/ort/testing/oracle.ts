import type { Checkpoint } from '../../../model/checkpoint.ts';
import type { ModelConfig } from '../../../model/model-config.ts';
import { largestDifference, type ReferenceCase } from '../../../model/testing/nano.ts';
import type { ArmSpec } from '../../../steps/arm-spec.ts';
import type { ArmRunner, Engine } from '../../../steps/engine.ts';
import { wholeLogits } from '../../../steps/step-output.ts';
import { armSpec, stepOf } from '../../../steps/testing/arms.ts';
import { generate, newRequest } from '../../testing/generate.ts';

/** What the f32 logits of engines by other hands may differ by. */
export const BOUND = 1e-4;

/** Heads of 6 and 10, grouped in twos and in fives, untied and tied; hardly anything is a multiple of four. */
export const ODD_SHAPES: readonly Partial<ModelConfig>[] = [
  { hiddenSize: 36, heads: 6, kvHeads: 3, headDim: 6, intermediateSize: 50, vocabSize: 101, tiedHead: false },
  { hiddenSize: 50, heads: 5, kvHeads: 1, headDim: 10, intermediateSize: 70, vocabSize: 67, tiedHead: true },
  { hiddenSize: 40, heads: 4, kvHeads: 2, headDim: 10, intermediateSize: 50, vocabSize: 67, qkvBias: true },
  { hiddenSize: 36, heads: 6, kvHeads: 3, headDim: 6, intermediateSize: 50, vocabSize: 67, qkNorm: true },
];

const LIMITS = { maxSequences: 10, maxTokensPerStep: 256, maxContext: 64, blocks: 60 };

export const ORACLE_SPEC: ArmSpec = armSpec({ limits: LIMITS });

/** (prompts) x (5) logits: after each prompt, and after each of the four greedy tokens that follow. */
export async function promptLogits(
  arm: ArmRunner,
  cases: readonly Pick<ReferenceCase, 'prompt' | 'promptTokens'>[],
): Promise<Float32Array[][]> {
  const requests = cases.map(({ prompt, promptTokens }) => newRequest(prompt, promptTokens, 5));
  const { completions } = await generate(arm, requests, LIMITS);
  return cases.map(({ prompt }) => [...completions.get(prompt)!.logits]);
}

/** (steps) x (sampled rows) logits of steps that prefill at once and in chunks, decode, join and leave. */
export async function mixedLogits(arm: ArmRunner, vocabSize: number): Promise<Float32Array[][]> {
  const [a, b, c] = [[0, 1, 2, 3], [4], [5]];
  const slice = (
    request: string,
    start: number,
    count: number,
    blocks: readonly number[],
    samples = true,
  ) => ({
    request,
    start,
    tokens: Array.from({ length: count }, (_, i) => (37 * i + 11 * (start + count) + 5) % vocabSize),
    blocks,
    sample: samples ? ('last' as const) : ('none' as const),
  });
  const steps = [
    stepOf(slice('a', 0, 20, a, false)),
    stepOf(slice('a', 20, 29, a), { ...slice('b', 0, 5, b), sample: 'all' }),
    stepOf(slice('b', 5, 1, b), slice('a', 49, 1, a), slice('c', 0, 11, c)),
    stepOf(slice('a', 50, 1, a), slice('b', 6, 1, b), slice('c', 11, 1, c)),
    stepOf(slice('c', 12, 1, c)),
  ];
  const logits: Float32Array[][] = [];
  for (const step of steps) logits.push((await arm.step(step)).samples.map(wholeLogits));
  return logits;
}

/**
 * The same, and of prompts of several lengths that begin together. None has 32 tokens: from there on the fast form's attention on SwiftShader
 * (onnxruntime-web 1.30.0) takes another path, whose logits are wrong by whole units, a plain Llama's too.
 */
export async function everyLogits(engine: Engine, checkpoint: Checkpoint): Promise<Float32Array[][]> {
  const { vocabSize } = checkpoint.config;
  const model = engine.load(checkpoint);
  const cases = [3, 31, 17].map((count) => ({
    prompt: `${count} tokens`,
    promptTokens: Array.from({ length: count }, (_, i) => (29 * i + count) % vocabSize),
  }));
  const prompts = await promptLogits(await model.openArm(ORACLE_SPEC), cases);
  return [...prompts, ...(await mixedLogits(await model.openArm(ORACLE_SPEC), vocabSize))];
}

export function largestOf(found: readonly Float32Array[][], expected: readonly Float32Array[][]): number {
  const pairs = found.flatMap((rows, i) => rows.map((row, j) => largestDifference(row, expected[i][j])));
  return Math.max(...pairs);
}
