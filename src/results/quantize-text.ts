import type { Quantize } from '../numerics/dtypes.ts';

const WORDS: Readonly<Record<Quantize, string>> = {
  'per-row': 'q8 activations with a scale for each row',
  'per-tensor': 'q8 activations with one scale for all rows',
};

/** `q8 activations with a scale for each row` */
export function quantizeWords(quantize: Quantize): string {
  return WORDS[quantize];
}

/** `, q8 activations with a scale for each row`; nothing where products read activations as they are. */
export function quantizeText({ quantize }: { readonly quantize?: Quantize | undefined }): string {
  return quantize ? `, ${WORDS[quantize]}` : '';
}

/** Why nothing may be claimed of products whose rows share a scale, whatever their plan. */
export const CONTENT_COUPLED =
  'all rows of a step share one activation scale, so that what others say changes what a row is multiplied by';
