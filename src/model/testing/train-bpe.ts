import { inside, type Place } from '../tokenizer/component.ts';
import { readNormalizer } from '../tokenizer/normalizer.ts';
import { readPreTokenizer } from '../tokenizer/pre-tokenizer.ts';

export interface TrainOptions {
  readonly texts: readonly string[];
  readonly merges: number;
  /** Entries that the vocabulary holds beside the texts' characters and what merges make, in the order of their ids. */
  readonly entries: readonly string[];
  readonly continuing_subword_prefix?: string;
  readonly end_of_word_suffix?: string;
}

/** Longer words would take the training's time and teach it nothing. */
const LONGEST_WORD = 24;

/** `vocab` and `merges` of a small BPE model that is trained on the texts as normalizer and pre-tokenizer cut them. */
export function trainBpe(normalizer: unknown, preTokenizer: unknown, options: TrainOptions) {
  const { texts, entries, continuing_subword_prefix: prefix = '', end_of_word_suffix: suffix = '' } = options;
  const words = countWords(normalizer, preTokenizer, texts).map(([word, count]) => {
    const characters = Array.from(word);
    const symbols = characters.map((character, i) => {
      return `${i === 0 ? '' : prefix}${character}${i === characters.length - 1 ? suffix : ''}`;
    });
    return { symbols, count };
  });
  const known = new Set([...entries, ...words.flatMap(({ symbols }) => symbols).sort()]);
  const merges: [string, string][] = [];
  while (merges.length < options.merges) {
    const best = commonestPair(words);
    if (best === null) break;
    const [left, right] = best;
    const joined = left + right.slice(prefix.length);
    merges.push(best);
    known.add(joined);
    for (const { symbols } of words) join(symbols, best, joined);
  }
  return { vocab: Object.fromEntries([...known].map((entry, id) => [entry, id])), merges };
}

function countWords(
  normalizer: unknown,
  preTokenizer: unknown,
  texts: readonly string[],
): [string, number][] {
  const place: Place = inside({ at: 'training', depth: 0 }, 'texts');
  const normalize = normalizer === null ? (text: string) => text : readNormalizer(normalizer, place);
  const split = preTokenizer === null ? null : readPreTokenizer(preTokenizer, place);
  const counts = new Map<string, number>();
  for (const text of texts) {
    const piece = { text: normalize(text.toWellFormed()), first: true };
    for (const { text: word } of split?.([piece]) ?? [piece]) {
      for (const part of word.match(new RegExp(`.{1,${LONGEST_WORD}}`, 'gsu')) ?? []) {
        counts.set(part, (counts.get(part) ?? 0) + 1);
      }
    }
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

function commonestPair(
  words: readonly { readonly symbols: readonly string[]; readonly count: number }[],
): [string, string] | null {
  const counts = new Map<string, { pair: [string, string]; count: number }>();
  for (const { symbols, count } of words) {
    for (let i = 0; i + 1 < symbols.length; i++) {
      const key = `${symbols[i]}\u0000${symbols[i + 1]}`;
      const entry = counts.get(key) ?? { pair: [symbols[i], symbols[i + 1]], count: 0 };
      entry.count += count;
      counts.set(key, entry);
    }
  }
  let best: { pair: [string, string]; count: number } | null = null;
  for (const entry of counts.values()) if (best === null || entry.count > best.count) best = entry;
  return best?.pair ?? null;
}

function join(symbols: string[], [left, right]: readonly [string, string], joined: string): void {
  for (let i = 0; i + 1 < symbols.length; i++) {
    if (symbols[i] === left && symbols[i + 1] === right) symbols.splice(i, 2, joined);
  }
}
