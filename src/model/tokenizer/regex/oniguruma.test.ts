import { Tokenizer as Reference } from '@anush008/tokenizers';
import { expect, it } from 'vitest';
import { createRandom, type Random } from '../../../experiment/random.ts';
import { ModelError } from '../../model-error.ts';
import { readPreTokenizer } from '../pre-tokenizer.ts';

const LITERALS = ['a', 'b', 'A', 's', 'k', '1', ' ', '\\n', '²', '½', 'é', '\\.', "'", '_', '一', 'ſ', '-'];
const SETS = [
  ...['\\s', '\\S', '\\d', '\\D', '\\w', '\\W', '\\h', '\\H', '.', '\\x41', '\\u00e9', '\\x{4e00}'],
  ...[
    '\\p{L}',
    '\\p{N}',
    '\\P{L}',
    '\\p{^L}',
    '\\p{Lu}',
    '\\p{Han}',
    '\\p{Alnum}',
    '\\p{Punct}',
    '\\p{Word}',
  ],
  ...['[ab]', '[^ab]', '[a-k]', '[^\\s\\p{L}]', '[[:alpha:]]', '[[:^alpha:]1]', '[[:punct:]]', '[\\w&&[^a]]'],
  ...[
    '[a[b1]]',
    '[^a[b1]]',
    '[\\w-]',
    '[\\W\\d]',
    '[^\\W]',
    '[[:word:]]',
    '[]a]',
    '[^]a]',
    '[a-]',
    '[\\]\\-a]',
  ],
  ...['[\\p{^L}a]', '[^\\P{L}]', '[a&&b]', '[a-k&&[^b]s]', '[^a&&\\w]'],
];
const ANCHORS = ['^', '$', '\\A', '\\z', '\\Z'];
const REPEATS = ['*', '+', '?', '{2}', '{1,2}', '{,2}', '{2,}', '*?', '+?', '??', '*+', '++', '?+', '{1,2}?'];
const GROUPS = ['(?:', '(?i:', '(?=', '(?!', '(?<=', '(?<!', '(?>', '('];
const CHARACTERS = [..."aabbAsSkK1 \n²½éſ._一-'\r\u0085"];

const some = <Item>(random: Random, most: number, make: () => Item) =>
  Array.from({ length: 1 + random.below(most) }, make);

function choice(random: Random, depth: number): string {
  return some(random, 3, () => some(random, 3, () => repeated(random, depth)).join('')).join('|');
}

function repeated(random: Random, depth: number): string {
  return atom(random, depth) + (random.below(3) === 0 ? random.pick(REPEATS) : '');
}

function atom(random: Random, depth: number): string {
  const kind = random.below(20);
  if (kind < 14) return random.pick(kind < 8 ? LITERALS : SETS);
  if (kind < 15) return random.pick(ANCHORS);
  return depth === 0 ? random.pick(LITERALS) : `${random.pick(GROUPS)}${choice(random, depth - 1)})`;
}

const splitAt = (pattern: string) => ({
  type: 'Split',
  pattern: { Regex: pattern },
  behavior: 'Isolated',
  invert: false,
});

/** Our split, or null where the pattern is refused. */
function ourSplit(pattern: string): ((text: string) => string[]) | null {
  try {
    const split = readPreTokenizer(splitAt(pattern), { at: 'x', depth: 0 });
    return (text) => split([{ text, first: true }]).map((piece) => piece.text);
  } catch (error) {
    if (error instanceof ModelError) return null;
    throw error;
  }
}

/** The reference library, which runs Oniguruma, or null where that refuses the pattern. */
function openReference(json: object): Reference | null {
  try {
    return Reference.fromString(JSON.stringify(json));
  } catch {
    return null;
  }
}

/** The reference library's split: each character is a token of the word that it is split into. */
function referenceSplit(pattern: string): ((text: string) => Promise<string[]>) | null {
  const model = { type: 'BPE', unk_token: 'u', fuse_unk: false, vocab: { u: 0 }, merges: [] };
  const rest = { added_tokens: [], normalizer: null, post_processor: null, decoder: null };
  const json = { version: '1.0', ...rest, pre_tokenizer: splitAt(pattern), model };
  const reference = openReference(json);
  if (reference === null) return null;
  return async (text) => {
    const words = (await reference.encode(text)).getWordIds();
    const pieces: string[] = [];
    for (const [i, character] of Array.from(text).entries()) {
      pieces[words[i]!] = (pieces[words[i]!] ?? '') + character;
    }
    return pieces;
  };
}

it('splits by generated patterns as Oniguruma does, or refuses them', async () => {
  const random = createRandom(Number(process.env.SEED ?? 1));
  let compared = 0;
  for (let count = Number(process.env.PATTERNS ?? 600); count > 0; count--) {
    const pattern = choice(random, 2);
    const ours = ourSplit(pattern);
    const reference = ours === null ? null : referenceSplit(pattern);
    if (ours === null || reference === null) continue;
    for (const text of some(random, 3, () => some(random, 12, () => random.pick(CHARACTERS)).join(''))) {
      const told = (pieces: readonly string[]) => JSON.stringify({ pattern, text, pieces });
      expect(told(ours(text))).toBe(told(await reference(text)));
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(200);
});
