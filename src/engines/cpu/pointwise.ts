import type { ModelConfig } from '../../model/model-config.ts';
import type { Arithmetic, Vector } from './arithmetic.ts';

/** RoPE on pairs (d, d + head_dim / 2) of each head, then rounding. `angles`: (positions, head_dim / 2) of cos and sin. */
export function rotated(
  { multiplyAdd, work, store, zeros }: Arithmetic,
  x: Vector,
  headDim: number,
  position: number,
  angles: Vector,
): Vector {
  const half = headDim / 2;
  const y = zeros(x.length);
  for (let i = 0; i < x.length; i++) {
    const d = i % headDim;
    const at = 2 * (position * half + (d % half));
    const partner = d < half ? -x[i + half] : x[i - half];
    y[i] = store(multiplyAdd(x[i], angles[at], work(partner * angles[at + 1])));
  }
  return y;
}

/**
 * SiLU or GELU of the gate, times up, rounded. GELU in its tanh form is x times the logistic function of twice what tanh is of, so both are
 * one quotient.
 */
export function gated(
  { work, store }: Arithmetic,
  kind: ModelConfig['gate'],
  gate: Vector,
  up: Vector,
): Vector {
  return gate.map((g, i) => {
    const exponent = kind === 'gelu_tanh' ? geluExponent(g, work) : g;
    const activated = work(g / work(1 + work(Math.exp(-exponent))));
    return store(work(activated * up[i]));
  });
}

/** x += scale * y, rounded. */
export function addScaled({ work, store }: Arithmetic, x: Vector, y: Vector, scale: number): void {
  for (let i = 0; i < x.length; i++) x[i] = store(work(x[i] + work(y[i] * work(scale))));
}

/** 2 sqrt(2 / pi) (g + 0.044715 g^3), each product and sum rounded: (g * g) * g first. */
function geluExponent(g: number, work: (x: number) => number): number {
  const cube = work(work(g * g) * g);
  const inner = work(g + work(work(0.044715) * cube));
  return work(work(2 * Math.sqrt(2 / Math.PI)) * inner);
}
