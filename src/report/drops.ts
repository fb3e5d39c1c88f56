import { counted, grouped } from '../results/text.ts';
import type { Drop } from '../steps/expert-capacity.ts';

/** Rows told of, each; the record has all. */
const MOST_TOLD = 3;

/** `experts had no room for 7 choices of its rows: position 12 in layer 3, expert 5 (full of 4 rows of loud-1); .. and 4 more`. */
export function dropWords(drops: readonly Drop[]): string {
  const more = drops.length - MOST_TOLD;
  const told = drops.slice(0, MOST_TOLD).map(dropPlace);
  return `experts had no room for ${counted(drops.length, 'choice')} of its rows: ${told.join('; ')}${more > 0 ? `; and ${grouped(more)} more` : ''}`;
}

function dropPlace({ position, layer, expert, filledBy }: Drop): string {
  const whose = filledBy.map(({ request, rows }) => `${counted(rows, 'row')} of ${request}`);
  return `position ${position} in layer ${layer}, expert ${expert} (full of ${whose.join(' and ')})`;
}
