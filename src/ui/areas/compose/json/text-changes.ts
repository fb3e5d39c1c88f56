import { diff } from '@codemirror/merge';
import type { ChangeSpec } from '@codemirror/state';

/** The smallest changes of long texts that have little in common take seconds to find: after so long larger ones will do. */
const SEARCH_MS = 100;

/** What makes one text of another, and leaves alone what both have. */
export function changesBetween(from: string, to: string): ChangeSpec[] {
  return diff(from, to, { timeout: SEARCH_MS }).map(({ fromA, toA, fromB, toB }) => ({
    from: fromA,
    to: toA,
    insert: to.slice(fromB, toB),
  }));
}
