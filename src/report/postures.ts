import { visible } from '../experiment/visible.ts';
import { alike, armsWords, lostWords } from '../results/lost.ts';
import type { OperationPosture, Posture, Standing } from '../results/posture.ts';
import { quantizeText } from '../results/quantize-text.ts';
import { counted, paragraph } from '../results/text.ts';
import { widthsText } from '../results/widths-text.ts';

/** What may be relied on, in a few words for a table. */
const STANDINGS: Readonly<Record<Standing, string>> = {
  lost: 'LOST',
  observed: 'observed',
  replayed: 'replayed',
  certified: 'certified',
  none: 'none claimed',
  own: 'own kernel',
};

/** The weakest claim stands for the arm; a lost one before all others. */
const WEAKEST_FIRST: readonly Standing[] = ['lost', 'own', 'none', 'observed', 'replayed', 'certified'];

/** `certified`, `observed`, `LOST`: the whole arm in a word; an arm is no better than the worst of its operations. */
export function standingWords(posture: Posture): string {
  return STANDINGS[WEAKEST_FIRST[severity(posture)]];
}

function severity({ operations }: Posture): number {
  return Math.min(...operations.map(({ standing }) => WEAKEST_FIRST.indexOf(standing)));
}

/** What may be relied on of all of these arms: the weakest claim of any. Throws RangeError without a posture. */
export function weakestStanding(postures: readonly Posture[]): Standing {
  if (postures.length === 0) throw new RangeError('expected a posture, found none');
  return WEAKEST_FIRST[Math.min(...postures.map(severity))];
}

/** `certified in 2 arms, none claimed in 2 arms`, the worst first. */
export function standingsWords(postures: readonly Posture[]): string {
  return alike(postures, standingWords)
    .toSorted((a, b) => severity(a[0]) - severity(b[0]))
    .map((group) => `${standingWords(group[0])} in ${counted(group.length, 'arm')}`)
    .join(', ');
}

/** One arm in a line: its operations, those of which the same can be said together. */
export function postureWords({ operations, activations, weights, quantize, dynamic }: Posture): string {
  const groups = alike(operations, (each) => `${each.rule}/${saidOf(each)}`);
  const parts = groups.map((group) => {
    const [{ rule, operation }] = group;
    const names =
      group.length === operations.length ? '' : `${group.map((each) => each.operation).join(', ')} `;
    // The rules of mixed operations stand beside each of them.
    const mixed = operation === 'whole model' && rule.includes(' ');
    return `${names}${mixed ? '' : `${rule} `}${saidOf(group[0])}`;
  });
  return `${parts.join('; ')} (${activations}, ${weights.join(' and ')} weights${quantizeText({ quantize })}${widthsText({ dynamic })})`;
}

function saidOf({ operation, standing, covered, reasons }: OperationPosture): string {
  const why = reasons.length > 0 ? ` (${reasons.join('; ')})` : '';
  switch (standing) {
    case 'certified':
      return `certified for ${covered.join(', ')}${why}`;
    case 'observed':
      return `claims invariance, observed only${why}`;
    case 'replayed':
      return 'replayed as planned, invariant by the plan';
    case 'lost':
      return `LOST on this adapter${why}`;
    case 'own':
      return operation === 'whole model'
        ? `not certified: ${reasons.join('; ')}`
        : `order unknown, not certified; ${reasons.join('; ')}`;
    case 'none':
      return `follows the batch, claims no invariance${why}`;
  }
}

/** What portable arithmetic promises of an arm, by what its adapter's probe said. */
function portableWords({ portable }: Posture): string {
  const promised = 'the same bits on every device';
  if (!portable)
    return `portable: ${promised}; this adapter was not probed, so that nothing is promised of it`;
  if (!portable.holds)
    return `portable: NOT ${promised}: the probe of this adapter did not hold: ${portable.why}`;
  return `portable: ${promised}; the probe held on this adapter`;
}

/** A lost guarantee as every artefact says it. */
export function lostLine(words: string): string {
  return `GUARANTEE LOST: ${visible(words)}`;
}

/** What holds of each arm, arms alike in one line, then how tokens were chosen and on what grounds all that rests. */
export function postureLines(postures: readonly Posture[]): string[] {
  if (postures.length === 0) return [];
  const about = (of: (posture: Posture) => string) => [...new Set(postures.map(of))].join('; ');
  return [
    ...alike(postures, postureWords).map((group) => `${armsWords(group)}: ${postureWords(group[0])}`),
    ...alike(
      postures.filter(({ portable }) => portable !== undefined),
      portableWords,
    ).map((group) => `${armsWords(group)}: ${portableWords(group[0])}`),
    `sampler: ${about(({ sampler }) => sampler)}`,
    ...alike(
      postures.filter(({ speculation }) => speculation !== undefined),
      ({ speculation }) => speculation!,
    ).map((group) => `${armsWords(group)}: ${group[0].speculation}`),
    ...alike(
      postures.filter(({ verification }) => verification !== undefined),
      ({ verification }) => verification!,
    ).map((group) => `${armsWords(group)}: ${group[0].verification}`),
    `grounds: ${about(({ grounds }) => grounds)}`,
  ];
}

/** Lost guarantees as report lines: the first thing that a report says. */
export function lostLines(lost: readonly string[]): string[] {
  return lost.flatMap((words) => paragraph(lostLine(words)));
}

/** What is guaranteed and what was only observed, as report lines. */
export function guaranteeLines(postures: readonly Posture[]): string[] {
  return ['guarantees', ...postureLines(postures).flatMap((line) => paragraph(line, '  '))];
}

/** The same of arms that have no record: what a report begins and ends with. */
export function postureSections(postures: readonly Posture[]): {
  readonly first: string[];
  readonly last: string[];
} {
  const lost = lostLines(lostWords(postures));
  return { first: lost.length > 0 ? [...lost, ''] : [], last: ['', ...guaranteeLines(postures)] };
}
