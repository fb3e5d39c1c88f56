import type { ModelConfig } from '../../model/model-config.ts';
import type { ActivationDtype } from '../../numerics/dtypes.ts';
import type { MathName } from '../../numerics/math-name.ts';
import type { CertifiedWeights } from '../../results/certificate-cell.ts';
import { CONTEXTS } from './attention-cases.ts';
import type { CellPlace, Certificate } from './certificate.ts';
import type { Twice } from './device-cases.ts';
import { attentionOutputs, mixtureOutputs, normOutputs, productOutputs } from './device-outputs.ts';
import { randomWeights } from './generated.ts';
import { mixtureLike } from './mixture-cases.ts';
import type { Mixture, Product } from './probes.ts';
import { type EndingProduct, type EndingSize, endingProduct, endingSizes } from './product-ends.ts';
import { AWKWARD_ROWS, SHORT_ROWS } from './sum-cases.ts';

/** K and N of the products: K over 512 and over 2,048, N over 100,000 in the full form. */
const PRODUCTS = [
  { terms: 320, columns: 72, rows: AWKWARD_ROWS, short: SHORT_ROWS },
  { terms: 1100, columns: 40, rows: [2, 8, 9, 33, 129], short: [] },
  { terms: 2560, columns: 36, rows: [2, 9, 65], short: [2, 33] },
  { terms: 72, columns: 100_352, rows: [2, 9], short: [] },
] as const;
export const NORM_SIZES = { full: [320, 576, 2304], short: [320, 2304] } as const;
export const CONTEXTS_TESTED = { full: CONTEXTS, short: [64, 129, 200] } as const;

/** What a product reads, and in which arithmetic. */
export type ProductDtypes = Pick<Product, 'activations' | 'weights' | 'quantize' | 'math'>;

/** What operations by themselves are given: weights are made once for all cells that read them. */
export class MatrixInputs {
  readonly #config: ModelConfig;
  readonly #form: Certificate['form'];
  readonly #weights = new Map<string, Float32Array<ArrayBuffer>>();
  readonly #mixtures = new Map<string, Mixture | null>();

  constructor(config: ModelConfig, form: Certificate['form']) {
    this.#config = config;
    this.#form = form;
  }

  /** Null where the model has none, or too few of its experts fit. */
  mixture(activations: ActivationDtype, weights: CertifiedWeights, math: MathName): Mixture | null {
    const key = `${activations}/${weights}`;
    const known = this.#mixtures.get(key);
    const mixture = known === undefined ? mixtureLike(this.#config, activations, weights) : known;
    this.#mixtures.set(key, mixture);
    return mixture && { ...mixture, math };
  }

  /** A product of the model with what its steps make of the sums. */
  ending(size: EndingSize, { activations, weights, quantize, math }: ProductDtypes): EndingProduct {
    const key = `${size.name}/${weights}`;
    const ending = endingProduct(size, activations, weights, this.#weights.get(key), quantize);
    this.#weights.set(key, ending.product.w);
    return { ...ending, product: { ...ending.product, math } };
  }

  /** Products of many sizes, each with the M at which it is tested. */
  products({ activations, weights, quantize, math }: ProductDtypes) {
    return PRODUCTS.filter((product) => this.#form === 'full' || product.short.length > 0).map(
      ({ terms, columns, rows, short }) => {
        const key = `${terms}/${columns}/${weights}`;
        const w = this.#weights.get(key) ?? randomWeights(terms, columns, weights);
        this.#weights.set(key, w);
        const product: Product = { terms, columns, activations, weights, w, quantize, math };
        return { product, rows: this.#form === 'full' ? rows : short };
      },
    );
  }

  /** What of an operation is computed on the device and replayed. */
  outputs({ operation, activations, weights, quantize }: Omit<CellPlace, 'invariance'>): readonly Twice[] {
    const form = this.#form;
    const [set, math] = ['portable', 'portable'] as const;
    switch (operation) {
      case 'matmul': {
        const dtypes: ProductDtypes = { activations, weights: weights[0], quantize, math };
        const products = this.products(dtypes).map(({ product }) => product);
        const endings = endingSizes(this.#config).map((size) => this.ending(size, dtypes));
        return productOutputs(set, products, endings, form);
      }
      case 'rmsnorm':
        return normOutputs(set, activations, NORM_SIZES[form], form);
      case 'experts':
        return mixtureOutputs(set, this.mixture(activations, weights[0], math), form);
      default:
        return attentionOutputs({ heads: this.#config, activations, set }, CONTEXTS_TESTED[form], form);
    }
  }
}
