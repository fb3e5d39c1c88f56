import type { OutputPlace } from '../model/graph.ts';
import type { OutputName } from '../model/operations.ts';
import { grouped, measured } from '../results/text.ts';
import type { ElementDiff } from '../studies/microscope/facts.ts';

export const OUTPUT_WORDS: Readonly<Record<OutputName, string>> = {
  embed: 'embedding',
  norm: 'attention norm',
  qkv: 'q, k and v projection',
  qkv_bias: 'biased q, k and v projection',
  q_norm: 'query norm',
  k_norm: 'key norm',
  q: 'query',
  k: 'key',
  v: 'value',
  attention: 'attention',
  o: 'output projection',
  o_bias: 'biased output projection',
  o_norm: 'norm of the output projection',
  residual: 'residual after attention',
  mlp_norm: 'MLP norm',
  router: "router's scores",
  routing: 'weights of the experts',
  gate_up: 'gate and up projection',
  gate_up_bias: 'biased gate and up projection',
  swiglu: 'SwiGLU',
  geglu: 'GeGLU',
  down: 'down projection',
  down_bias: 'biased down projection',
  mixed: 'sum of the experts',
  down_norm: 'norm of the down projection',
  mlp_residual: 'residual after the MLP',
  final_norm: 'final norm',
  head: 'logits',
};

/** `layer 3's down projection`, `the logits`. */
export function outputWords({ layer, name }: OutputPlace): string {
  return layer === null ? `the ${OUTPUT_WORDS[name]}` : `layer ${layer}'s ${OUTPUT_WORDS[name]}`;
}

/** `3 ulp of f32 lower in company`: arm B, here `arm`, against A. */
export function distanceWords(
  { a, b, ulp, dtype }: Pick<ElementDiff, 'a' | 'b' | 'ulp' | 'dtype'>,
  arm: string,
): string {
  if (ulp === null) return `on the other side of zero in ${arm}, ${measured(Math.abs(a - b))} away`;
  const units = `${Number.isInteger(ulp) ? grouped(ulp) : measured(ulp)} ulp of ${dtype}`;
  return `${units} ${b < a ? 'lower' : 'higher'} in ${arm}`;
}

/** `layer 3's down projection, element 12`. */
export function elementWords(fact: OutputPlace & Pick<ElementDiff, 'element'>): string {
  return `${outputWords(fact)}, element ${fact.element}`;
}
