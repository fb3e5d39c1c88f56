import type { SearchProgress } from '../studies/search/search.ts';

/** `run 3 of at most 16`: the one that is under way. */
export function runCountWords({ runs, most }: Pick<SearchProgress<unknown>, 'runs' | 'most'>): string {
  return `run ${runs + 1} of at most ${Math.max(most, runs + 1)}`;
}
