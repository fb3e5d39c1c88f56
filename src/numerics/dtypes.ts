/** Dtype of activations and of the KV cache (NUMERICS: rounding points). Accumulation is always f32. */
export const ACTIVATION_DTYPES = ['f32', 'bf16', 'f16'] as const;
export type ActivationDtype = (typeof ACTIVATION_DTYPES)[number];

/** Dtype weights are held in; `stored` keeps whatever each checkpoint tensor has. */
export const WEIGHT_DTYPES = ['stored', 'f32', 'bf16', 'f16'] as const;
export type WeightDtype = (typeof WEIGHT_DTYPES)[number];
