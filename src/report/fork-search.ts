import { counted } from '../results/text.ts';
import type { ForkTrial } from '../studies/search/fork-search.ts';

/** What came of the prompts that were tried: `5 prompts answered alike: 4 from other bits, 1 from the same.` */
export function trialCounts(trials: readonly ForkTrial[]): string {
  const alike = trials.filter(({ fork }) => fork === null);
  const same = alike.filter(({ identical }) => identical).length;
  const forked = trials.length - alike.length;
  const bits = `${counted(alike.length, 'prompt')} answered alike: ${alike.length - same} from other bits, ${same} from the same.`;
  return forked === 0 ? bits : `${bits} ${counted(forked, 'prompt')} forked.`;
}
