/** How the base of RoPE becomes its frequencies, where not as it stands. `frequency` below is that of a pair, theta^(-2i / head_dim). */
export type RopeScaling =
  /** Every frequency over `factor`. */
  | { readonly kind: 'linear'; readonly factor: number }
  /**
   * Llama 3.1's: wavelengths above originalPositions / lowFrequency over `factor`, those below originalPositions / highFrequency as they
   * are, and between them a straight line from one to the other.
   */
  | {
      readonly kind: 'llama3';
      readonly factor: number;
      readonly lowFrequency: number;
      readonly highFrequency: number;
      readonly originalPositions: number;
    }
  /** LongRoPE within the original context: a divisor of each frequency (head_dim / 2), and what cos and sin are multiplied by. */
  | { readonly kind: 'longrope'; readonly divisors: readonly number[]; readonly magnitude: number };

/** By which angles a layer's queries and keys are turned. */
export interface Rope {
  readonly theta: number;
  readonly scaling?: RopeScaling;
}

/** What differs between the attention of one layer and of another. */
export interface LayerAttention {
  /** `none`: neither queries nor keys are turned. `local`: by `localRope`. */
  readonly rope: 'main' | 'local' | 'none';
  /** The last so many keys that a row sees, its own included; null: all of them. */
  readonly window: number | null;
}

/** A mixture of experts in the place of each layer's MLP. */
export interface Experts {
  readonly count: number;
  /** How many a token goes through: those to which the router gives most, ties to the lower id. */
  readonly perToken: number;
  /** Whether the weights of a token's experts are scaled to sum to 1; else they are their parts of the softmax over all. */
  readonly normalised: boolean;
}

/**
 * Shape of a decoder-only transformer, checked and with every default resolved. What a Llama does not have is left out where a model does
 * as a Llama does, so that its graph, its hash and its records are what they were.
 */
export interface ModelConfig {
  readonly hiddenSize: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  /** Of a mixture that of each expert. */
  readonly intermediateSize: number;
  /** Left out: one MLP a layer, through which every token goes. */
  readonly experts?: Experts;
  readonly vocabSize: number;
  readonly ropeTheta: number;
  readonly ropeScaling?: RopeScaling;
  /** (layers); left out: each is turned by the main angles and sees all keys. */
  readonly attention?: readonly LayerAttention[];
  /** Of the layers that say so. */
  readonly localRope?: Rope;
  readonly rmsNormEps: number;
  readonly tiedHead: boolean;
  /** Whether a bias is added to the sums of q, k and v, as in Qwen2. */
  readonly qkvBias?: true;
  /** The same of o. */
  readonly outBias?: true;
  /** The same of gate, up and down. */
  readonly mlpBias?: true;
  /** Whether queries and keys are normalised before their rotation: each head by itself (Qwen3), or the whole projection at once (OLMo 2). */
  readonly qkNorm?: true | 'projection';
  /** Where the norms of a layer stand; left out: before attention and MLP. `after`: behind both, before the residual addition; `around`: both. */
  readonly norms?: 'after' | 'around';
  /** Gains are stored less 1 (Gemma); a checkpoint that is assembled has them whole. */
  readonly gainsLessOne?: true;
  /** What the gate goes through; left out: SiLU. `gelu_tanh`: GELU in its tanh form. */
  readonly gate?: 'gelu_tanh';
  /** What each embedding is multiplied by, a tied head's not; left out: 1. */
  readonly embeddingScale?: number;
  /** What attention and MLP give is multiplied by before it is added to the residual stream; left out: 1. */
  readonly residualScale?: number;
  /** What scores are multiplied by; left out: 1 / sqrt(head_dim). */
  readonly attentionScale?: number;
  /** What logits are divided by. The last norm's gain is divided by it when a checkpoint is assembled, so that no engine knows of it. */
  readonly logitDivisor?: number;
  /** Projections that the file keeps as one tensor each: q, k and v, and gate and up (Phi-3). */
  readonly fusedTensors?: true;
  readonly maxPositions: number;
  readonly bosToken: number | null;
  /** Tokens that end a request; empty where the model has none. */
  readonly eosTokens: readonly number[];
}

const EVERYWHERE: LayerAttention = { rope: 'main', window: null };

export function layerAttention({ attention }: Pick<ModelConfig, 'attention'>, layer: number): LayerAttention {
  return attention?.[layer] ?? EVERYWHERE;
}

/** The one window that some layers of a model have; null where all see every key. */
export function windowOf({ attention = [] }: Pick<ModelConfig, 'attention'>): number | null {
  return attention.find(({ window }) => window !== null)?.window ?? null;
}

/** The norms that a layer has beside those of its heads. */
export function normsOf({ norms }: Pick<ModelConfig, 'norms'>): {
  readonly before: boolean;
  readonly after: boolean;
} {
  return { before: norms !== 'after', after: norms !== undefined };
}
