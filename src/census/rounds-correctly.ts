import type { Census } from './census-types.ts';

/** What stands between an adapter and arithmetic as IEEE 754 has it; nothing where it rounds correctly. */
export interface Departures {
  /** Operations that are not always the nearest f32. */
  readonly rounding: readonly string[];
  /** Expressions that are not computed as they are written; fma, where fused is right, is none of them. */
  readonly order: readonly string[];
  /** Operations that take subnormals for 0. */
  readonly subnormals: readonly string[];
}

/**
 * What a proposed WebGPU feature would ask of an adapter (github.com/gpuweb/gpuweb/issues/2259): +, -, x, / and square root to nearest even,
 * nothing reassociated or contracted, subnormals kept.
 */
export function departuresOf({ roundings, expressions, subnormals }: Census): Departures {
  return {
    rounding: roundings.filter(({ nearest, cases }) => nearest < cases).map(({ id }) => id),
    order: expressions
      .filter(({ id, found }) => !id.startsWith('fma') && found !== 'as written')
      .map(({ id }) => id),
    subnormals: subnormals.filter(({ found }) => found !== 'kept').map(({ id }) => id),
  };
}
