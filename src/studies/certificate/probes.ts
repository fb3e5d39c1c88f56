import type { AttentionHeads } from '../../kernels/attention-form.ts';
import type { Epilogue } from '../../kernels/epilogues.ts';
import type { Experts, ModelConfig } from '../../model/model-config.ts';
import type { ActivationDtype, Quantize } from '../../numerics/dtypes.ts';
import type { MathName } from '../../numerics/math-name.ts';
import type { Range, SumPlan } from '../../numerics/plan.ts';
import type { CertifiedWeights } from '../../results/certificate-cell.ts';

/** What a model's step goes on to do with a product's sums in the same dispatch. */
export interface ProductEnd {
  readonly epilogue: Epilogue;
  readonly heads: EndingHeads;
  /** Of the norm of queries and keys; null where there is none. */
  readonly lanes: number | null;
}

export type EndingHeads = AttentionHeads & Pick<ModelConfig, 'gate' | 'qkvBias' | 'qkNorm' | 'rmsNormEps'>;

/** In which arithmetic an operation computes; the platform's own where left out. */
interface Computed {
  readonly math?: MathName | undefined;
}

/** A matrix product on its own. */
export interface Product extends Computed {
  readonly activations: ActivationDtype;
  readonly weights: CertifiedWeights;
  /** K. */
  readonly terms: number;
  /** N. */
  readonly columns: number;
  /** (columns, terms) values that `weights` holds exactly; the same array is uploaded once. */
  readonly w: Float32Array<ArrayBuffer>;
  /** What shares a scale where activations are read as q8; left out, they are read as they are. */
  readonly quantize?: Quantize | undefined;
  /** What is made of the sums in the same dispatch; left out, nothing. */
  readonly end?: ProductEnd;
}

/** An RMSNorm on its own. */
export interface Norm extends Computed {
  readonly activations: ActivationDtype;
  /** Hidden size. */
  readonly terms: number;
  /** Added to the mean square. */
  readonly epsilon: number;
}

/** A mixture of experts on its own, from normalised rows to what is added to the residual stream. */
export interface Mixture extends Computed {
  readonly activations: ActivationDtype;
  readonly weights: CertifiedWeights;
  readonly experts: Experts;
  readonly hidden: number;
  /** Of each expert. */
  readonly inner: number;
  /** What each expert has room for (`ExpertServing`); null: all. */
  readonly capacity: number | null;
  /** (experts, hidden), (2, experts, inner, hidden) and (experts, hidden, inner) values that `weights` holds exactly; each array is uploaded once. */
  readonly w: Readonly<Record<'router' | 'gateUp' | 'down', Float32Array<ArrayBuffer>>>;
}

/** The orders of a mixture's sums in one step. */
export type MixturePlans = Readonly<Record<'router' | 'gateUp' | 'down', SumPlan>>;

/** Keys and values of several requests in one paged cache, in values that the dtype holds exactly. */
export interface PagedCache extends Computed {
  readonly activations: ActivationDtype;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  /** (slots, kv_heads, head_dim) */
  readonly k: Float32Array<ArrayBuffer>;
  readonly v: Float32Array<ArrayBuffer>;
}

/** One row of an attention. */
export interface AttentionRow {
  /** (heads, head_dim) */
  readonly q: Float32Array<ArrayBuffer>;
  /** Physical blocks of its request in logical order. */
  readonly blocks: readonly number[];
  /** Its plan. */
  readonly splits: readonly Range[];
  /** Whether it is the next row of the request of the row before it. */
  readonly continues: boolean;
  /** Leading keys, whole blocks of them, that lie in the same blocks for all rows which say so; none where left out. */
  readonly shared?: number;
}

/**
 * The reducing operations, one at a time, as whoever certifies them runs them: each executes the plan it is given, and gives the
 * output of the row at `place`.
 */
export interface OperationProbes {
  /** Tiles of 32 rows by 32 columns from which a product is run by another kernel; left out where none is chosen by their number. */
  readonly busyTiles?: number;
  /**
   * `x` (rows, terms): (columns) f32 sums, or what its end makes of them, rounded to the activation dtype.
   */
  matmul(product: Product, plan: SumPlan, x: Float32Array<ArrayBuffer>, place: number): Promise<Float32Array>;
  /** `x` (rows, terms): (terms), with gains of 1/4, rounded to the activation dtype. */
  rmsnorm(norm: Norm, plan: SumPlan, x: Float32Array<ArrayBuffer>, place: number): Promise<Float32Array>;
  /** `x` (rows, hidden): (hidden), rounded to the activation dtype. */
  experts(
    mixture: Mixture,
    plans: MixturePlans,
    x: Float32Array<ArrayBuffer>,
    place: number,
  ): Promise<Float32Array>;
  /** (heads, head_dim), rounded to the activation dtype. */
  attention(cache: PagedCache, rows: readonly AttentionRow[], place: number): Promise<Float32Array>;
  close(): void;
}

/** Of every norm here: 16-bit floats hold it, and what it scales. */
export const GAIN = 0.25;
