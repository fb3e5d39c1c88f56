import { visible } from '../experiment/visible.ts';
import { type EqualRequests, equalRequests } from '../results/equal-requests.ts';
import type { RunRecord } from '../results/record.ts';
import { counted, grouped, paragraph } from '../results/text.ts';

/** More groups, as drawn companies give, are for the JSON. */
const LISTED_GROUPS = 24;
const NAMED_REQUESTS = 4;

/** How many completions the equal requests of each arm came to, a sentence a group; empty where no arm has any. */
export function equalRequestWords(record: Pick<RunRecord, 'experiment' | 'arms'>): string[] {
  const groups = equalRequests(record);
  const drawn = record.experiment.decoding.temperature > 0;
  const more = groups.length > LISTED_GROUPS ? [`and ${grouped(groups.length - LISTED_GROUPS)} more`] : [];
  return [...groups.slice(0, LISTED_GROUPS).map((group) => groupWords(group, drawn)), ...more];
}

/** The same as report lines. */
export function equalRequestLines(record: Pick<RunRecord, 'experiment' | 'arms'>): string[] {
  return equalRequestWords(record).flatMap((words) => paragraph(words));
}

/** `company: 8 equal requests (p1, p2, p3, p4, …), 2 distinct completions, 5 fingerprints` */
function groupWords({ arm, requests, distinct, fingerprints }: EqualRequests, drawn: boolean): string {
  const named = requests.slice(0, NAMED_REQUESTS).join(', ');
  const rest = requests.length > NAMED_REQUESTS ? ', …' : '';
  const completions = counted(distinct, 'distinct completion');
  const bits = counted(fingerprints, 'fingerprint');
  const own = drawn ? ' (each draws its tokens by itself)' : '';
  return `${visible(arm)}: ${grouped(requests.length)} equal requests (${named}${rest}), ${completions}, ${bits}${own}`;
}
