import { visible } from '../experiment/visible.ts';
import type { OperationPosture, Posture, Standing } from './posture.ts';

/** Arms that share a line are named as far as a line holds them. */
const NAMED_ARMS = 6;

/** What may be relied on, in a few words for a table. */
const STANDINGS: Readonly<Record<Standing, string>> = {
  lost: 'LOST',
  observed: 'observed',
  replayed: 'replayed',
  certified: 'certified',
  none: 'none claimed',
};

/** The weakest claim stands for the arm; a lost one before all others. */
const WEAKEST_FIRST: readonly Standing[] = ['lost', 'none', 'observed', 'replayed', 'certified'];

/** `certified`, `observed`, `LOST`: the whole arm in a word; an arm is no better than the worst of its operations. */
export function standingWords(posture: Posture): string {
  return STANDINGS[WEAKEST_FIRST[severity(posture)]];
}

function severity({ operations }: Posture): number {
  return Math.min(...operations.map(({ standing }) => WEAKEST_FIRST.indexOf(standing)));
}

/** `certified in 2 arms, none claimed in 2 arms`, the worst first. */
export function standingsWords(postures: readonly Posture[]): string {
  return grouped(postures, standingWords)
    .toSorted((a, b) => severity(a[0]) - severity(b[0]))
    .map((group) => `${standingWords(group[0])} in ${group.length} ${group.length === 1 ? 'arm' : 'arms'}`)
    .join(', ');
}

/** One arm in a line: its operations, those of which the same can be said together. */
export function postureWords({ operations, activations, weights }: Posture): string {
  const groups = grouped(operations, (each) => `${each.rule}/${saidOf(each)}`);
  const parts = groups.map((group) => {
    const [{ rule, operation }] = group;
    const names =
      group.length === operations.length ? '' : `${group.map((each) => each.operation).join(', ')} `;
    // The rules of mixed operations stand beside each of them.
    const mixed = operation === 'whole model' && rule.includes(' ');
    return `${names}${mixed ? '' : `${rule} `}${saidOf(group[0])}`;
  });
  return `${parts.join('; ')} (${activations}, ${weights.join(' and ')} weights)`;
}

function saidOf({ standing, covered, reasons }: OperationPosture): string {
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
    case 'none':
      return `follows the batch, claims no invariance${why}`;
  }
}

/** Guarantees that a certificate took back, a sentence each for arms alike; these stand first wherever a run is shown. */
export function lostWords(postures: readonly Posture[]): string[] {
  const lost = postures.flatMap(({ arm, operations, replaced }) => [
    ...operations
      .filter(({ standing }) => standing === 'lost')
      .map((operation) => ({ arm, ...operation, instead: '' })),
    ...replaced.map((operation) => ({ arm, ...operation, instead: '; another set ran in its place' })),
  ]);
  const said = ({ operation, rule, reasons, instead }: OperationPosture & { readonly instead: string }) =>
    `${operation} ${rule} is not invariant on this adapter: ${reasons.join('; ')}${instead}`;
  return grouped(lost, said).map((group) => `${said(group[0])} (${armsWords(group)})`);
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
    ...grouped(postures, postureWords).map((group) => `${armsWords(group)}: ${postureWords(group[0])}`),
    `sampler: ${about(({ sampler }) => sampler)}`,
    `grounds: ${about(({ grounds }) => grounds)}`,
  ];
}

/** In the order in which each group's first comes. */
function grouped<Each>(list: readonly Each[], keyOf: (each: Each) => string): Each[][] {
  const groups = new Map<string, Each[]>();
  for (const each of list) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return [...groups.values()];
}

function armsWords(arms: readonly { readonly arm: string }[]): string {
  const named = arms
    .slice(0, NAMED_ARMS)
    .map(({ arm }) => visible(arm))
    .join(', ');
  return arms.length > NAMED_ARMS ? `${named} and ${arms.length - NAMED_ARMS} more arms` : named;
}
