import type { OutputName } from '../../engine/trace.ts';
import { grouped, measured } from '../../results/report/text.ts';
import type { ElementDiff } from './facts.ts';
import type { OutputPlace } from './inputs.ts';

export const OUTPUT_WORDS: Readonly<Record<OutputName, string>> = {
  embed: 'embedding',
  norm: 'attention norm',
  qkv: 'q, k and v projection',
  q: 'query',
  k: 'key',
  v: 'value',
  attention: 'attention',
  o: 'output projection',
  residual: 'residual after attention',
  mlp_norm: 'MLP norm',
  gate_up: 'gate and up projection',
  swiglu: 'SwiGLU',
  down: 'down projection',
  mlp_residual: 'residual after the MLP',
  final_norm: 'final norm',
  head: 'logits',
};

/** `layer 3's down projection`, `the logits`. */
export function placeWords({ layer, name }: OutputPlace): string {
  return layer === null ? `the ${OUTPUT_WORDS[name]}` : `layer ${layer}'s ${OUTPUT_WORDS[name]}`;
}

/** `3 ulp lower in f32`: B against A. */
export function distanceWords({ a, b, ulp, dtype }: Pick<ElementDiff, 'a' | 'b' | 'ulp' | 'dtype'>): string {
  if (ulp === null) return `on the other side of zero, ${measured(Math.abs(a - b))} away`;
  return `${Number.isInteger(ulp) ? grouped(ulp) : measured(ulp)} ulp ${b < a ? 'lower' : 'higher'} in ${dtype}`;
}

/** `layer 3's down projection, element 12`. */
export function elementWords(fact: OutputPlace & Pick<ElementDiff, 'element'>): string {
  return `${placeWords(fact)}, element ${fact.element}`;
}
