import { productOf } from '../../engines/webgpu/products.ts';
import type { EpilogueKind } from '../../kernels/epilogues.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { MATMULS, type MatmulName } from '../../model/operations.ts';
import type { ActivationDtype, Quantize } from '../../numerics/dtypes.ts';
import { rmsnormPlan } from '../../numerics/rmsnorm-plan.ts';
import { roundTo } from '../../numerics/rounding.ts';
import type { CertifiedWeights } from '../../results/certificate-cell.ts';
import { randomValues } from '../../workbench/cases/rows.ts';
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

/** The set whose norms of queries and keys stand for any: a claim on products is not one on norms. */
const NORMS = 'invariant';

/** Those products of a model that end in more than sums, at the sizes and so by the kernels of its steps. */
export function endingSizes(config: ModelConfig): EndingSize[] {
  return MATMULS.flatMap((name) => {
    const lanes = config.qkNorm ? rmsnormPlan(NORMS, 1, config.headDim).lanes : null;
    const { epilogue, quads } = productOf(config, name, 1, lanes === null ? null : { lanes });
    if (!epilogue || epilogue.kind === 'sums') return [];
    const { terms } = modelGraph(config).matmul[name];
    const columns =
      epilogue.kind === 'rope_kv' ? 4 * quads : Math.min(4 * quads, MOST_COLUMNS, wholeTiles(terms));
    return [{ name, terms, columns, end: { epilogue, heads: config, lanes } }];
  });
}

/** Columns of so many terms, in whole fours of quads, that one buffer holds. */
function wholeTiles(terms: number): number {
  return 16 * Math.max(1, Math.floor(MOST_BYTES / (64 * terms)));
}

/** Binding that every adapter takes; an engine cuts larger matrices, and what is tested here lies in one piece. */
const MOST_BYTES = 2 ** 27;

export function fitsOneBuffer({ terms, columns }: Pick<EndingSize, 'terms' | 'columns'>): boolean {
  return 4 * terms * columns <= MOST_BYTES;
}

export function endingProduct(
  { name, terms, columns, end }: EndingSize,
  activations: ActivationDtype,
  weights: CertifiedWeights,
  w = tellingWeights(terms, columns, weights),
  quantize?: Quantize,
): EndingProduct {
  const product = { activations, weights, terms, columns, w, end, ...(quantize && { quantize }) };
  // Of a telling row q8 would leave its large elements alone.
  const row = quantize ? randomValues(terms, 5, roundTo(activations)) : tellingTerms(terms, activations);
  return { name, product, row };
}

const WORDS: Readonly<Record<EpilogueKind, string>> = {
  sums: 'as sums',
  residual: 'added to the residual',
  swiglu: 'through SwiGLU',
  rope_kv: 'rotated and written to the cache',
};

/** `down, K = 256, N = 128, added to the residual`. */
export function endingWords({ name, product: { terms, columns, end } }: EndingProduct): string {
  return `${name}, K = ${terms}, N = ${columns}, ${WORDS[end?.epilogue.kind ?? 'sums']}`;
}
