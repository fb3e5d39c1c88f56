/** Llama-family shape, checked and with every default resolved. */
export interface ModelConfig {
  readonly hiddenSize: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly intermediateSize: number;
  readonly vocabSize: number;
  readonly ropeTheta: number;
  readonly rmsNormEps: number;
  readonly tiedHead: boolean;
  readonly maxPositions: number;
  readonly bosToken: number | null;
  /** Tokens that end a request; empty where the model has none. */
  readonly eosTokens: readonly number[];
}
