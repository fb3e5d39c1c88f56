import { visible } from '../experiment/visible.ts';
import { withoutPromise } from './portable/without-promise.ts';
import type { OperationPosture, Posture } from './posture.ts';

/** Arms that share a line are named as far as a line holds them. */
const NAMED_ARMS = 6;

/** Guarantees that a probe or a certificate took back, a sentence each for arms alike; a record quotes them, and these stand first wherever a run is shown. */
export function lostWords(postures: readonly Posture[]): string[] {
  const lost = postures.flatMap(({ arm, operations, replaced }) => [
    ...operations
      .filter(({ standing }) => standing === 'lost')
      .map((operation) => ({ arm, ...operation, instead: '' })),
    ...replaced.map((operation) => ({ arm, ...operation, instead: '; another set ran in its place' })),
  ]);
  const said = ({ operation, rule, reasons, instead }: OperationPosture & { readonly instead: string }) =>
    `${operation} ${rule} is not invariant on this adapter: ${reasons.join('; ')}${instead}`;
  const broken = postures.filter(({ portable }) => portable?.holds === false);
  return [
    ...alike(broken, withoutPromise).map((group) => `${withoutPromise(group[0])} (${armsWords(group)})`),
    ...alike(lost, said).map((group) => `${said(group[0])} (${armsWords(group)})`),
  ];
}

/** Those of one key together, in the order in which each key first comes. */
export function alike<Each>(list: readonly Each[], keyOf: (each: Each) => string): Each[][] {
  const groups = new Map<string, Each[]>();
  for (const each of list) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return [...groups.values()];
}

export function armsWords(arms: readonly { readonly arm: string }[]): string {
  const named = arms
    .slice(0, NAMED_ARMS)
    .map(({ arm }) => visible(arm))
    .join(', ');
  return arms.length > NAMED_ARMS ? `${named} and ${arms.length - NAMED_ARMS} more arms` : named;
}
