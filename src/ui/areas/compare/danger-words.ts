import { type DangerPoint, inDanger } from '../../../charts/danger-points.ts';
import type { PairReport } from '../../../results/pair-series.ts';
import { grouped, measured } from '../../../results/text.ts';

/** Most places that are named one by one. */
const MOST_NAMED = 6;

/** What the danger line shows, for those who do not see it. */
export function dangerWords(
  points: readonly DangerPoint[],
  fork: number | null,
  temperature: number,
): string {
  const least = points.reduce((closest, point) => (point.margin < closest.margin ? point : closest));
  if (points.every(({ perturbation }) => perturbation === 0)) {
    return `Nothing moved: the perturbation is 0 at every token, so no margin was in danger; the smallest is ${measured(least.margin)}, at token ${least.position}.`;
  }
  const places = points.filter(inDanger).map(({ position }) => position);
  const sampled =
    temperature > 0 ? ' Tokens were sampled, so noise that both arms share moved the choices too.' : '';
  if (places.length === 0) {
    return `The perturbation stayed below the margin at every token: no greedy flip was possible.${sampled}`;
  }
  const named =
    places.length > MOST_NAMED
      ? `${places.length} tokens`
      : `token${places.length === 1 ? '' : 's'} ${places.join(', ')}`;
  const happened =
    fork !== null && places.includes(fork) ? `; at token ${fork} it happened` : '; it did not happen';
  return `The perturbation reached the margin at ${named}: only there was a greedy flip possible${happened}.${sampled}`;
}

/** Of a large vocabulary the figures are taken in passing; where one arm was too far ahead for that, they are not there. Null where all are. */
export function unmeasuredWords(series: PairReport | undefined): string | null {
  if (!series?.unmeasured) return null;
  const from = series.positions.length;
  return `From token ${grouped(from)} on nothing was measured: whole logits are not kept at this size, and one arm was too many steps ahead of the other. “Compute these logits” runs both again up to a token.`;
}
