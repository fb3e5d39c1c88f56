import { elementsOf, tensorsOf } from './graph.ts';
import type { ModelConfig } from './model-config.ts';
import { modelGraph } from './model-graph.ts';
import { MATMULS } from './operations.ts';

/** Weights of a model, a tied head once. */
export function parametersOf(config: ModelConfig): number {
  return tensorsOf(modelGraph(config)).reduce((sum, { shape }) => sum + elementsOf(shape), 0);
}

/** Rows that went through a model: how many, how many keys they saw together, and of how many logits were wanted. */
export interface Rows {
  readonly rows: number;
  readonly keys: number;
  readonly sampled: number;
}

/** Rows of one request fed position by position, none twice. */
export function rowsOf(positions: number, sampled: number): Rows {
  return { rows: positions, keys: (positions * (positions + 1)) / 2, sampled };
}

/** Multiply-adds of its matrix products and of attention (scores and weighted values). */
export function multiplyAdds(config: ModelConfig, { rows, keys, sampled }: Rows): number {
  const { matmul } = modelGraph(config);
  const { layers, heads, headDim } = config;
  const products = MATMULS.reduce((sum, name) => {
    const { terms, columns } = matmul[name];
    return sum + terms * columns * (matmul[name].rows === 'sampled' ? sampled : layers * rows);
  }, 0);
  return products + layers * 2 * heads * headDim * keys;
}
