import { ModelError, shown } from '../model-error.ts';

/** Words, runs of blanks, digits of several scripts, marks, an emoji of several parts, a line's end. */
const PROBE = 'It’s 12 ½ cups,\tnaïve  café\n— 東京 Ελλάδα 👩‍👩‍👧 (x² = 4).\r\n';

/**
 * Encodes and decodes a text of many kinds of characters, once, when a tokenizer is opened. What comes back other than
 * it went in is said: some tokenizers are made so (they lower cases or join blanks), a broken one loses text.
 * Throws ModelError where nothing comes of it.
 */
export function probe(
  encode: (text: string) => readonly number[],
  decode: (tokens: readonly number[]) => string,
  at: string,
): string[] {
  let tokens: readonly number[];
  try {
    tokens = encode(PROBE);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return [`some texts cannot be fed: ${error.message}`];
  }
  if (tokens.length === 0) {
    throw new ModelError(at, `expected tokens for the text ${shown(PROBE)}, found none`);
  }
  const text = decode(tokens);
  if (text === PROBE) return [];
  return [`text comes back changed: ${difference(PROBE, text)}`];
}

/** Where two texts part, with what each has there. */
function difference(expected: string, found: string): string {
  const [a, b] = [Array.from(expected), Array.from(found)];
  const same = a.findIndex((character, i) => character !== b[i]);
  const at = same < 0 ? a.length : same;
  const around = (characters: readonly string[]) =>
    shown(characters.slice(Math.max(0, at - 6), at + 6).join(''));
  return `${around(a)} becomes ${around(b)}`;
}
