/** What one sampled row of a step gives. */
export interface Sample {
  readonly request: string;
  /** Token chosen for the position after the row. */
  readonly token: number;
  /** (vocabulary) f32 logits, before temperature. */
  readonly logits: Float32Array;
  /** Highest logits, descending, ties by lower id. */
  readonly top: readonly { readonly token: number; readonly logit: number }[];
  /** log(sum(exp(logits))). */
  readonly logSumExp: number;
  /** False where any logit is NaN or infinite: the request must end with an error. */
  readonly finite: boolean;
}

export interface StepOutput {
  /** One entry per slice with `samples`, in slice order. */
  readonly samples: readonly Sample[];
  /** The reduction plan each operation used, as a short text: the step log. */
  readonly plans: Readonly<Record<string, string>>;
}
