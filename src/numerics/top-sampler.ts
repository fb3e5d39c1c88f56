import { multiplyThenAdd } from './fma.ts';
import { gumbel } from './gumbel.ts';

/**
 * What the noise of a draw among the highest logits is keyed by: a token's id, or its place in their order. Which of them it is, is no
 * matter of chance or quality: with one order of the logits both draw from the same distribution.
 */
export const SAMPLERS = ['token', 'rank'] as const;
export type Sampler = (typeof SAMPLERS)[number];

/** What a draw among the highest logits goes by, beside them. */
export interface TopDraw {
  readonly sampler: Sampler;
  /** Above 0. */
  readonly temperature: number;
  readonly seed: number;
  /** `requestKey` of its name. */
  readonly request: number;
  /** Position of the token that is drawn. */
  readonly position: number;
}

/**
 * The token of the largest logit / T + noise among the highest, ties to the higher of them: a draw from the softmax at T over those
 * alone. `top`: highest first, ties by lower id, at least one. Under `rank` two tokens that change places change their noise too.
 */
export function drawAmongTop(
  top: readonly { readonly token: number; readonly logit: number }[],
  { sampler, temperature, seed, request, position }: TopDraw,
): number {
  const inverse = Math.fround(1 / temperature);
  let [chosen, most] = [top[0].token, Number.NEGATIVE_INFINITY];
  for (const [rank, { token, logit }] of top.entries()) {
    const noise = gumbel(seed, request, position, sampler === 'rank' ? rank : token);
    const noisy = multiplyThenAdd(logit, inverse, noise);
    if (noisy > most) [chosen, most] = [token, noisy];
  }
  return chosen;
}
