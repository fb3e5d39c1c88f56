import type { Experts } from '../../model/model-config.ts';
import type { SumOrder } from '../../numerics/plan.ts';
import type { Arithmetic, Vector } from './arithmetic.ts';

/** One of a row's experts and how much it counts. */
export interface Choice {
  readonly expert: number;
  readonly weight: number;
}

/**
 * A row's experts by increasing id: those of the highest scores, the lower id where two are equal. Chosen by the scores themselves, so that no
 * function that devices round each in their way decides. Weights are exp(score - the highest) over the sum of these, added by increasing id: over
 * all experts, or where they are scaled to sum to 1 over the chosen ones.
 */
export function chooseExperts(
  { work, exp, divide, zeros }: Pick<Arithmetic, 'work' | 'exp' | 'divide' | 'zeros'>,
  scores: Vector,
  { perToken, normalised }: Experts,
): Choice[] {
  const ids = Array.from(scores, (_, id) => id);
  const chosen = chosenExperts(scores, perToken);
  const highest = chosen.reduce((most, id) => Math.max(most, scores[id]), Number.NEGATIVE_INFINITY);
  const powers = zeros(scores.length);
  for (const id of ids) powers[id] = exp(work(scores[id] - highest));
  const total = (normalised ? chosen : ids).reduce((sum, id) => work(sum + powers[id]), 0);
  return chosen.map((expert) => ({ expert, weight: divide(powers[expert], total) }));
}

/** Ids of a row's experts, increasing. */
export function chosenExperts(scores: Vector, perToken: number): number[] {
  const ids = Array.from(scores, (_, id) => id);
  const ranked = ids.sort((a, b) => scores[b] - scores[a] || a - b);
  return ranked.slice(0, perToken).sort((a, b) => a - b);
}

/** Products of x with `columns` rows of `w` from `first` on, each `order.terms` long. */
export function rowsTimes(
  { dot, zeros }: Pick<Arithmetic, 'dot' | 'zeros'>,
  order: SumOrder,
  w: Vector,
  { first, columns }: { readonly first: number; readonly columns: number },
  x: Vector,
): Vector {
  const y = zeros(columns);
  for (let n = 0; n < columns; n++) y[n] = dot(order, w, (first + n) * order.terms, x, 0);
  return y;
}

/** What a row's experts gave, each times its weight, added by increasing id from zero; one that is null was left out. */
export function mixed(
  { timesAdd, zeros }: Pick<Arithmetic, 'timesAdd' | 'zeros'>,
  hidden: number,
  choices: readonly Choice[],
  given: readonly (Vector | null)[],
): Vector {
  const y = zeros(hidden);
  choices.forEach(({ weight }, at) => {
    const own = given[at];
    if (own) for (let i = 0; i < hidden; i++) y[i] = timesAdd(weight, own[i], y[i]);
  });
  return y;
}
