import { elementsOf, tensorsOf } from './graph.ts';
import { layerAttention, type ModelConfig, windowOf } from './model-config.ts';
import { modelGraph } from './model-graph.ts';
import { MATMULS } from './operations.ts';

/** Weights of a model, a tied head once. */
export function parametersOf(config: ModelConfig): number {
  return tensorsOf(modelGraph(config)).reduce((sum, { shape }) => sum + elementsOf(shape), 0);
}

/** Those that a token goes through: of a mixture's experts as many as it takes. */
export function activeParametersOf(config: ModelConfig): number {
  const { experts, layers, hiddenSize, intermediateSize } = config;
  const idle = experts ? experts.count - experts.perToken : 0;
  return parametersOf(config) - layers * idle * 3 * hiddenSize * intermediateSize;
}

/** Rows that went through a model. */
export interface Rows {
  readonly rows: number;
  /** That they saw together, in a layer without a window. */
  readonly keys: number;
  /** In a layer with the model's window. */
  readonly windowKeys: number;
  /** Of how many logits were wanted. */
  readonly sampled: number;
}

/** Rows of one request from `start` to before `end`, fed position by position, none twice. */
export function rowsOf(config: ModelConfig, start: number, end: number, sampled: number): Rows {
  const keys = triangle(end) - triangle(start);
  const window = windowOf(config) ?? Number.POSITIVE_INFINITY;
  const unseen = triangle(Math.max(0, end - window)) - triangle(Math.max(0, start - window));
  return { rows: end - start, keys, windowKeys: keys - unseen, sampled };
}

function triangle(n: number): number {
  return (n * (n + 1)) / 2;
}

/** Multiply-adds of its matrix products and of attention (scores and weighted values). */
export function multiplyAdds(config: ModelConfig, { rows, keys, windowKeys, sampled }: Rows): number {
  const { matmul } = modelGraph(config);
  const { layers, heads, headDim, hiddenSize, experts } = config;
  const routers = (experts?.count ?? 0) * hiddenSize * layers * rows;
  const products = MATMULS.reduce((sum, name) => {
    const { terms, columns } = matmul[name];
    return sum + terms * columns * (matmul[name].rows === 'sampled' ? sampled : layers * rows);
  }, 0);
  const seen = Array.from({ length: layers }, (_, layer) =>
    layerAttention(config, layer).window === null ? keys : windowKeys,
  );
  return products + routers + 2 * heads * headDim * seen.reduce((sum, each) => sum + each, 0);
}
