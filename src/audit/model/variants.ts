import type { ActivationDtype, WeightDtype } from '../../numerics/dtypes.ts';

/** A precision that a model may be served in, or another model in its usual one. */
export interface VariantAsked {
  readonly id: string;
  /** Null: the model that is audited. */
  readonly model: string | null;
  readonly activations: ActivationDtype;
  readonly weights: WeightDtype;
}

/** Integers in blocks have activations of 16 bits, as they are served elsewhere. */
const PRECISIONS: Readonly<Record<string, Pick<VariantAsked, 'activations' | 'weights'>>> = {
  f32: { weights: 'f32', activations: 'f32' },
  bf16: { weights: 'bf16', activations: 'bf16' },
  f16: { weights: 'f16', activations: 'f16' },
  stored: { weights: 'stored', activations: 'bf16' },
  q8: { weights: 'q8', activations: 'bf16' },
  q4: { weights: 'q4', activations: 'bf16' },
};
export const PRECISION_WORDS = Object.keys(PRECISIONS);

/** The usual ones: what is served today comes first. */
export const USUAL_VARIANTS: readonly string[] = ['bf16', 'f32', 'f16', 'q8', 'q4'];
const SHORT_VARIANTS: readonly string[] = ['bf16', 'q8', 'q4'];

/** What a word asks for: a precision, or a model of that name in bf16. */
export function variantOf(word: string): VariantAsked {
  if (Object.hasOwn(PRECISIONS, word)) return { id: word, model: null, ...PRECISIONS[word] };
  return { id: word, model: word, ...PRECISIONS.bf16 };
}

/** The model that is smaller than one of the lab's, to be held against it; null: there is none. */
export function smallerModel(name: string): string | null {
  return name === 'nano' ? 'pico' : null;
}

/** Those that an audit has unless it is asked for others. */
export function usualVariants(name: string, form: 'short' | 'full'): VariantAsked[] {
  const smaller = smallerModel(name);
  const words = form === 'full' ? USUAL_VARIANTS : SHORT_VARIANTS;
  return [...words, ...(smaller === null ? [] : [smaller])].map(variantOf);
}
