import type { ShapeName } from '../../experiment/model-name.ts';

/** The shapes whose sizes every kernel is tested at: one that ships, and those of published checkpoints. */
export const REAL_SHAPES = [
  'nano',
  'smollm2-135m',
  'qwen2.5-0.5b',
  'llama-3.2-1b',
  'qwen3-0.6b',
] as const satisfies readonly ShapeName[];
