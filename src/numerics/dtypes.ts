/** Dtype of activations and of the KV cache (NUMERICS: rounding points). Accumulation is always f32. */
export const ACTIVATION_DTYPES = ['f32', 'bf16', 'f16'] as const;
export type ActivationDtype = (typeof ACTIVATION_DTYPES)[number];

/** Formats that weights may be held in; kernels/weight-formats.ts says how. */
export const PACKED_DTYPES = ['f32', 'bf16', 'f16', 'q8', 'q4'] as const;
export type PackedDtype = (typeof PACKED_DTYPES)[number];

/** Format that an arm's weights are held in; `stored` keeps whatever each checkpoint tensor has. */
export const WEIGHT_DTYPES = ['stored', ...PACKED_DTYPES] as const;
export type WeightDtype = (typeof WEIGHT_DTYPES)[number];
