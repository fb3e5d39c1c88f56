/** Dtype of activations and of the KV cache (NUMERICS: rounding points). Accumulation is always f32. */
export const ACTIVATION_DTYPES = ['f32', 'bf16', 'f16'] as const;
export type ActivationDtype = (typeof ACTIVATION_DTYPES)[number];

/** Formats that weights may be held in; kernels/weight-formats.ts says how. */
export const PACKED_DTYPES = ['f32', 'bf16', 'f16', 'q8', 'q4'] as const;
export type PackedDtype = (typeof PACKED_DTYPES)[number];

/** What a format's name does not say by itself. */
export const FORMAT_WORDS: Readonly<Partial<Record<WeightDtype, string>>> = {
  q8: '8.5 bits a weight: blocks of 32, each an f16 scale times int8, as Q8_0 of GGUF',
  q4: '4.5 bits a weight: blocks of 32, each an f16 scale times -8 to 7, as Q4_0 of GGUF',
};

/** Format that an arm's weights are held in; `stored` keeps whatever each checkpoint tensor has. */
export const WEIGHT_DTYPES = ['stored', ...PACKED_DTYPES] as const;
export type WeightDtype = (typeof WEIGHT_DTYPES)[number];

/** How activations are quantised to q8 before each product: by a scale for each row, or one for all rows that the product reads. */
export const QUANTIZE_MODES = ['per-row', 'per-tensor'] as const;
export type Quantize = (typeof QUANTIZE_MODES)[number];

/**
 * Who chooses between two widths of weights: each row for itself; all rows of a step together, by the largest estimate among them, so that what a
 * neighbour says chooses for everyone; or nobody, once and for all, by the mean estimates of the calibration.
 */
export const WIDTH_CHOICES = ['row', 'batch', 'static'] as const;
export type WidthChoice = (typeof WIDTH_CHOICES)[number];
