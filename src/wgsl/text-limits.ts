import { grouped } from '../numerics/grouped.ts';
import { callCosts } from './call-costs.ts';
import { joined, placeAt } from './text-lines.ts';
import { SMALL } from './value-sizes.ts';
import { wordsOf } from './wgsl-scan.ts';
import { functionsOf } from './wgsl-shape.ts';

/** Characters of a text, comments included: the longest of the lab's own kernels has 7,177. */
export const MOST_CHARACTERS = 65_536;
/** Names, numbers and marks of a text: the longest of the lab's own has 1,820. */
export const MOST_WORDS = 8192;
/**
 * Words of a function with those of all that it calls in their places, which is what compilers make of it: the longest of the
 * lab's own has 6,738. SwiftShader takes about 2 s for 16,000 and over 10 s for twice as many, and no other page gets a
 * device meanwhile.
 */
const MOST_WRITTEN_OUT = 16_384;

/** Why a text is not given to the compiler, and where. */
export interface TextProblem {
  readonly text: string;
  /** From 1, in the text. */
  readonly line: number;
  readonly column: number;
}

/**
 * What of a text is too much to compile; null where nothing is. Neither a compiler nor a dispatch can be ended, so this is
 * found before either begins. `prelude` stands before the text and may be called by it.
 */
export function textProblem(prelude: string, text: string): TextProblem | null {
  if (text.length > MOST_CHARACTERS)
    return {
      text: tooMany('the text has', text.length, 'characters', MOST_CHARACTERS),
      ...placeAt(text, MOST_CHARACTERS),
    };
  const own = wordsOf(text);
  if (own.length > MOST_WORDS)
    return {
      text: tooMany('the text has', own.length, WORDS, MOST_WORDS),
      ...placeAt(text, own[MOST_WORDS].at),
    };
  const code = joined(prelude, text);
  const words = wordsOf(code);
  const functions = functionsOf(words);
  const costs = callCosts(words, functions);
  const over = functions
    .map(({ name, body }) => ({ name, body, words: costs.of(name).words }))
    .filter((each) => each.words > MOST_WRITTEN_OUT)
    .toSorted((a, b) => a.words - b.words)[0];
  if (!over) return null;
  const values = costs.largest > SMALL ? ` and values of ${grouped(costs.largest)} elements` : '';
  const found = `with the functions that it calls${values} written out, as compilers do, ${over.name} has`;
  const place = placeAt(text, words[over.body].at - (code.length - text.length));
  return { text: tooMany(found, over.words, WORDS, MOST_WRITTEN_OUT), ...place };
}

const WORDS = 'names, numbers and marks';

function tooMany(found: string, count: number, what: string, most: number): string {
  return `${found} ${grouped(count)} ${what}; at most ${grouped(most)} are compiled here, because a compiler cannot be stopped`;
}
