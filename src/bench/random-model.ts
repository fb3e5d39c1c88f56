import type { Checkpoint } from '../model/checkpoint.ts';
import { randomModel } from '../model/random-model.ts';
import { randomCheckpoint } from '../model/random-weights.ts';
import { SHAPES } from '../model/shapes.ts';

/** The nano model's shape, with room for contexts that it was not trained on. */
export const LONG_NANO = 'long nano';
const LONG_POSITIONS = 2048;

/** A checkpoint of random weights, the same at every call: `long nano`, or any `random:<shape>[:layers][:seed]`. Throws ModelError. */
export function benchModel(random: string): { readonly name: string; readonly checkpoint: Checkpoint } {
  if (random !== LONG_NANO) return randomModel(random);
  const config = { ...SHAPES.nano.config, maxPositions: LONG_POSITIONS };
  const checkpoint = randomCheckpoint(config, { seed: 0, hash: `random:${LONG_NANO}` });
  return { name: `random ${LONG_NANO}`, checkpoint };
}
