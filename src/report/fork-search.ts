import { wilsonInterval } from '../numerics/inference/wilson.ts';
import { counted } from '../results/text.ts';
import type { ForkTrial } from '../studies/search/fork-search.ts';

/** What came of the prompts that were tried: `5 prompts answered alike: 4 from other bits, 1 from the same.` */
export function trialCounts(trials: readonly ForkTrial[]): string {
  const forked = trials.filter(({ fork }) => fork !== null).length;
  const bits = alikeCounts(trials);
  return forked === 0 ? bits : `${bits} ${counted(forked, 'prompt')} forked.`;
}

function alikeCounts(trials: readonly ForkTrial[]): string {
  const alike = trials.filter(({ fork }) => fork === null);
  const same = alike.filter(({ identical }) => identical).length;
  return `${counted(alike.length, 'prompt')} answered alike: ${alike.length - same} from other bits, ${same} from the same.`;
}

/**
 * The hit rate of a search, with Wilson's 95 % interval: `2 of 24 prompts forked (1 % to 26 %).`; where none did, what their bits say. A search that stopped at its first
 * fork tells how long it took, which is no rate.
 */
export function searchVerdict(trials: readonly ForkTrial[], stoppedAtFork = true): string {
  const forked = trials.filter(({ fork }) => fork !== null).length;
  const rate = `${forked} of ${counted(trials.length, 'prompt')} forked`;
  if (forked > 0 && stoppedAtFork)
    return `${rate}, the last: the search ends at the first. ${alikeCounts(trials)}`;
  const { low, high } = wilsonInterval(forked, trials.length);
  const within = `(95 % interval ${percents(low)} to ${percents(high)})`;
  return `${rate} ${within}. ${alikeCounts(trials)}`;
}

function percents(share: number): string {
  return `${Math.round(100 * share)} %`;
}
