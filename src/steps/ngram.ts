/** Tokens at the end of a text that must have stood there before, for what followed them to be proposed; and how far back more are compared. */
const LEAST_MATCH = 2;
const MOST_MATCH = 16;

/**
 * Prompt lookup: finds where the end of a text stood before, the longest match there is and of equal ones the latest, and proposes up to
 * `k` tokens that followed it. Where the match reaches the end of the text it goes on with its own proposals, as a text that repeats
 * itself does. Empty where the last two tokens never stood together.
 */
export function promptLookup(tokens: readonly number[], k: number): number[] {
  const end = tokens.length - 1;
  let best = { length: LEAST_MATCH - 1, at: -1 };
  for (let at = end - 1; at >= LEAST_MATCH - 1 && best.length < MOST_MATCH; at--) {
    const length = matchBefore(tokens, at, end);
    if (length > best.length) best = { length, at };
  }
  if (best.at < 0) return [];
  const known = tokens.slice(best.at + 1);
  while (known.length < end - best.at + k) known.push(known[known.length - (end - best.at)]);
  return known.slice(0, k);
}

/** Tokens up to and with `at` that are those up to and with `end`. */
function matchBefore(tokens: readonly number[], at: number, end: number): number {
  let length = 0;
  while (length < MOST_MATCH && length <= at && tokens[at - length] === tokens[end - length]) length++;
  return length;
}
