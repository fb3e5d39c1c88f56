import type { Alternative } from '../results/transcripts.ts';
import type { Gathered } from './gathered.ts';
import { MOST_ALTERNATIVES } from './limits.ts';

/** Alternatives best first, the first of those that are the same, and no more than are kept. */
export function ordered(alternatives: readonly Alternative[], into: Gathered): Alternative[] {
  const known = new Set<string | number | null>();
  const each = alternatives
    .toSorted((x, y) => compare(y.logprob, x.logprob))
    .filter(({ id, text }) => {
      const key = id ?? text;
      if (known.has(key)) return false;
      known.add(key);
      return true;
    });
  if (each.length > MOST_ALTERNATIVES)
    into.count(`Of % positions only the ${MOST_ALTERNATIVES} most probable alternatives were kept.`);
  return each.slice(0, MOST_ALTERNATIVES);
}

/** The difference of two infinities is no number. */
function compare(x: number, y: number): number {
  return x === y ? 0 : x - y;
}

/** A token as vLLM names it where it is asked for ids instead of texts: `token_id:791`. */
const TOKEN_ID = /^token_id:(\d{1,9})$/;

/** Text and id of a token that may be named by its id. */
export function namedToken(token: string): { readonly text: string | null; readonly id: number | null } {
  const [, id] = TOKEN_ID.exec(token) ?? [];
  return id === undefined ? { text: token, id: null } : { text: null, id: Number(id) };
}
