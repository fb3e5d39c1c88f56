import confirmed from './confirmed.json' with { type: 'json' };
import type { Confirmation, Implementation } from './confirmed-types.ts';

/**
 * The implementations of portable arithmetic that were seen to give a fingerprint, each once, in the order in which `npm run portable` met them; none
 * where nobody else has computed it.
 */
export function confirmationsOf(
  fingerprint: string,
  list: readonly Confirmation[] = confirmed as readonly Confirmation[],
): Implementation[] {
  const all = list.filter((each) => each.fingerprint === fingerprint).flatMap(({ by }) => by);
  return [...new Map(all.map((each) => [each.name, each])).values()];
}
