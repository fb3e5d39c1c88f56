import type { ModelConfig } from '../../model/model-config.ts';
import type { Arithmetic, Vector } from './arithmetic.ts';

/** RoPE on pairs (d, d + head_dim / 2) of each head, then rounding. `angles`: (positions, head_dim / 2) of cos and sin. */
export function rotated(
  { timesAdd, times, store, zeros }: Arithmetic,
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
    y[i] = store(timesAdd(x[i], angles[at], times(partner, angles[at + 1])));
  }
  return y;
}

/**
 * SiLU or GELU of the gate, times up, rounded. GELU in its tanh form is x times the logistic function of twice what tanh is of, so both are
 * one quotient.
 */
export function gated(arithmetic: Arithmetic, kind: ModelConfig['gate'], gate: Vector, up: Vector): Vector {
  const { work, times, divide, exp, store } = arithmetic;
  return gate.map((g, i) => {
    const exponent = kind === 'gelu_tanh' ? geluExponent(g, arithmetic) : g;
    const activated = divide(g, work(1 + exp(-exponent)));
    return store(times(activated, up[i]));
  });
}

/** x += scale * y, rounded; x += y where there is no scale. */
export function addScaled({ work, times, store }: Arithmetic, x: Vector, y: Vector, scale?: number): void {
  const factor = scale === undefined ? null : work(scale);
  for (let i = 0; i < x.length; i++)
    x[i] = store(work(x[i] + (factor === null ? y[i] : times(y[i], factor))));
}

/** 2 sqrt(2 / pi) (g + 0.044715 g^3), each product and sum rounded: (g * g) * g first. */
function geluExponent(g: number, { work, times }: Arithmetic): number {
  const cube = times(times(g, g), g);
  const inner = work(g + times(work(0.044715), cube));
  return times(work(2 * Math.sqrt(2 / Math.PI)), inner);
}
