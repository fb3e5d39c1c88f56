import { type AddedToken, AddedTokenFinder } from './added-tokens.ts';
import type { Decoder } from './decoder.ts';
import type { Normalizer } from './normalizer.ts';
import type { PreTokenizer } from './pre-tokenizer.ts';
import type { VocabularyModel } from './vocabulary.ts';

/** From text to tokens, with what there is to say of it. */
export interface Encoding {
  readonly encode: (text: string) => number[];
  readonly notes: readonly string[];
}

/** Added tokens are taken out, the rest is normalized, cut into pieces and put into tokens. */
export function encoding(
  normalizer: Normalizer | null,
  preTokenizer: PreTokenizer | null,
  { tokenize }: VocabularyModel,
  added: readonly AddedToken[],
): Encoding {
  const normalize = normalizer ?? ((text: string) => text);
  const split: PreTokenizer = preTokenizer ?? ((pieces) => pieces);
  const asWritten = added.filter((token) => !token.normalized);
  const written = new AddedTokenFinder(asWritten, (content) => content);
  const asNormalized = added.filter((token) => token.normalized);
  const normalized = new AddedTokenFinder(asNormalized, normalize);
  const encodeSection = (tokens: number[], text: string, first: boolean): void => {
    for (const section of normalized.split(normalize(text))) {
      if (section.token !== null) tokens.push(section.token.id);
      else {
        const pieces = split([{ text: section.text, first: first && section.start === 0 }]);
        for (const piece of pieces) for (const token of tokenize(piece.text)) tokens.push(token);
      }
    }
  };
  const encode = (text: string): number[] => {
    const tokens: number[] = [];
    for (const section of written.split(text)) {
      if (section.token !== null) tokens.push(section.token.id);
      else encodeSection(tokens, section.text, section.start === 0);
    }
    return tokens;
  };
  return { encode, notes: [...written.notes, ...normalized.notes] };
}

/** From tokens to text, without special tokens and ids that no entry has. */
export function decoding(
  decoder: Decoder,
  entries: ReadonlyMap<number, string>,
  added: readonly AddedToken[],
): (tokens: readonly number[]) => string {
  const byId = new Map(added.map((token) => [token.id, token]));
  return (tokens) => {
    const parts = tokens
      .filter((token) => entries.has(token) && byId.get(token)?.special !== true)
      .map((token) => ({ text: entries.get(token)!, added: byId.has(token) }));
    if (parts.length === 0) return '';
    return decoder(parts)
      .map(({ text }) => text)
      .join('');
  };
}
