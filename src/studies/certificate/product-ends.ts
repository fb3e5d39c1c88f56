import { productOf } from '../../engines/webgpu/products.ts';
import type { EpilogueName } from '../../kernels/epilogues.ts';
import type { ModelConfig } from '../../model/config.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { MATMULS, type MatmulName } from '../../model/operations.ts';
import type { ActivationDtype } from '../../numerics/dtypes.ts';
import type { CertifiedWeights } from '../../results/certificate-cell.ts';
import { tellingTerms, tellingWeights } from './generated.ts';
import type { Product, ProductEnd } from './probes.ts';

/** A product of a model whose sums are no output: its kernel goes on with them. */
export interface EndingSize {
  readonly name: MatmulName;
  /** K, as the model has it. */
  readonly terms: number;
  /** N. */
  readonly columns: number;
  readonly end: ProductEnd;
}

/** One with its weights, and the row to watch in it. */
export interface EndingProduct {
  readonly name: MatmulName;
  readonly product: Product;
  readonly row: Float32Array<ArrayBuffer>;
}

/** Enough for every kernel that any number of columns is given; heads are never cut. */
const MOST_COLUMNS = 2048;

/** Those products of a model that end in more than sums, at the sizes and so by the kernels of its steps. */
export function endingSizes(config: ModelConfig): EndingSize[] {
  return MATMULS.flatMap((name) => {
    const { epilogue, quads } = productOf(config, name, 1);
    if (!epilogue || epilogue.name === 'sums') return [];
    const { terms } = modelGraph(config).matmul[name];
    const columns = epilogue.name === 'rope_kv' ? 4 * quads : Math.min(4 * quads, MOST_COLUMNS);
    return [{ name, terms, columns, end: { epilogue, heads: config } }];
  });
}

export function endingProduct(
  { name, terms, columns, end }: EndingSize,
  activations: ActivationDtype,
  weights: CertifiedWeights,
  w = tellingWeights(terms, columns, weights),
): EndingProduct {
  const product = { activations, weights, terms, columns, w, end };
  return { name, product, row: tellingTerms(terms, activations) };
}

const WORDS: Readonly<Record<EpilogueName, string>> = {
  sums: 'as sums',
  residual: 'added to the residual',
  swiglu: 'through SwiGLU',
  rope_kv: 'rotated and written to the cache',
};

/** `down, K = 256, N = 128, added to the residual`. */
export function endingWords({ name, product: { terms, columns, end } }: EndingProduct): string {
  return `${name}, K = ${terms}, N = ${columns}, ${WORDS[end?.epilogue.name ?? 'sums']}`;
}
