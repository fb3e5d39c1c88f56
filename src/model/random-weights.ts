import { assembleCheckpoint } from './assemble.ts';
import type { Checkpoint } from './checkpoint.ts';
import { elementsOf, tensorsOf, type Weight } from './graph.ts';
import type { ModelConfig } from './model-config.ts';
import { modelGraph } from './model-graph.ts';
import { GeneratedTensor, generatedWeights } from './random-levels.ts';

export interface Generating {
  readonly seed: number;
  readonly hash: string;
}

/** Bytes of a config's random weights: bf16, a tied head once. */
export function randomBytes(config: ModelConfig): number {
  return tensorsOf(modelGraph(config)).reduce((sum, { shape }) => sum + 2 * elementsOf(shape), 0);
}

/**
 * A bf16 checkpoint of random weights, each generated where it is needed: the same config and seed give the same bits on every machine and
 * device, since only integers are drawn, and the few values that they choose from come by operations that IEEE 754 rounds one way.
 * Matrices are uniform with mean 0 and variance 1 / in (so is the embedding, which makes logits of a tied head of order 1), gains uniform
 * within a quarter of 1, biases within 1 of 0.
 */
export function randomCheckpoint(config: ModelConfig, { seed, hash }: Generating): Checkpoint {
  const tensors = tensorsOf(modelGraph(config)).map(
    (weight, index) =>
      new GeneratedTensor(weight.tensor, weight.shape, generatedWeights(weight, seed, index)),
  );
  const named = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  // Those of a mixture's experts are one tensor, which no file has.
  const whole = { nameOf: ({ tensor }: Weight) => tensor, skips: () => false };
  return assembleCheckpoint(config, named, hash, 'random weights', whole);
}
