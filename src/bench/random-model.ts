import type { Checkpoint } from '../model/checkpoint.ts';
import type { ModelConfig } from '../model/config.ts';
import { randomCheckpoint } from '../model/random-weights.ts';
import { SHAPES } from '../model/shapes.ts';

/** Shapes for benches, whose weights mean nothing. */
export const RANDOM_SHAPES = {
  /** SmolLM-135M's, which came before SmolLM2's. */
  '135m': { ...SHAPES['smollm2-135m'].config, ropeTheta: 10_000, maxPositions: 2048 },
  /** The nano model's, with room for contexts that it was not trained on. */
  'long nano': { ...SHAPES.nano.config, maxPositions: 2048 },
} as const satisfies Record<string, ModelConfig>;

export type RandomShape = keyof typeof RANDOM_SHAPES;

/** A checkpoint of random weights in a shape; the same at every call. */
export function randomModel(shape: RandomShape): { readonly name: string; readonly checkpoint: Checkpoint } {
  const checkpoint = randomCheckpoint(RANDOM_SHAPES[shape], { seed: 0, hash: `random:${shape}` });
  return { name: `random ${shape}`, checkpoint };
}
