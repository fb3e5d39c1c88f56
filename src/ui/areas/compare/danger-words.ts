import { type DangerPoint, gapsOf, inDanger } from '../../../charts/danger-points.ts';
import { counted, grouped, listed, measured } from '../../../results/text.ts';

/** Most places that are named one by one. */
const MOST_NAMED = 6;

/** What the danger line is of. */
export interface DangerPlace {
  readonly fork: number | null;
  /** Tokens with equal contexts, of which those without a point were not measured. */
  readonly comparable: number;
  readonly temperature: number;
}

/** What the danger line shows, for those who do not see it. */
export function dangerWords(points: readonly DangerPoint[], place: DangerPlace): string {
  const { fork, comparable, temperature } = place;
  const whole = points.length >= comparable;
  const where = whole ? 'at every token' : `at the ${counted(points.length, 'token')} measured`;
  const forkUnmeasured =
    fork !== null && fork < comparable && points.every(({ position }) => position !== fork)
      ? ` The fork, at token ${fork}, was not measured.`
      : '';
  const least = points.reduce((closest, point) => (point.margin < closest.margin ? point : closest));
  if (points.every(({ perturbation }) => perturbation === 0)) {
    return `Nothing moved${whole ? '' : ' there'}: the perturbation is 0 ${where}, so no margin was in danger; the smallest is ${measured(least.margin)}, at token ${least.position}.${forkUnmeasured}`;
  }
  const places = points.filter(inDanger).map(({ position }) => position);
  const sampled =
    temperature > 0 ? ' Tokens were sampled, so noise that both arms share moved the choices too.' : '';
  const after = `${forkUnmeasured}${sampled}`;
  if (places.length === 0) {
    return `The perturbation stayed below the margin ${where}: no greedy flip was possible${whole ? '' : ' there'}.${after}`;
  }
  const named =
    places.length > MOST_NAMED
      ? `${places.length} tokens`
      : `token${places.length === 1 ? '' : 's'} ${places.join(', ')}`;
  const only = whole ? 'only there' : `of the ${counted(points.length, 'token')} measured only there`;
  const didNot = forkUnmeasured === '' ? '; it did not happen' : '';
  const happened = fork !== null && places.includes(fork) ? `; at token ${fork} it happened` : didNot;
  return `The perturbation reached the margin at ${named}: ${only} was a greedy flip possible${happened}.${after}`;
}

/** Of a large vocabulary the figures are taken in passing; where one arm was too far ahead for that, they are not there. Null where all are. */
export function unmeasuredWords(points: readonly DangerPoint[], comparable: number): string | null {
  const gaps = gapsOf(points, comparable);
  if (gaps.length === 0) return null;
  const all = gaps.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const places = gaps.map(({ from, to }) =>
    from === to ? grouped(from) : `${grouped(from)} to ${grouped(to)}`,
  );
  const named =
    gaps.length > MOST_NAMED ? counted(all, 'token') : `token${all === 1 ? '' : 's'} ${listed(places)}`;
  return `At ${named} the bits differ, and by how much was not measured: whole logits are not kept at this size, and one arm was too many steps ahead of the other. “Compute these logits” runs both again up to a token.`;
}
