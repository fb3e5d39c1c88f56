import { type AddedToken, AddedTokenFinder } from './added-tokens.ts';
import type { Decoder } from './decoder.ts';
import type { Normalizer } from './normalizer.ts';
import type { PreTokenizer } from './pre-tokenizer.ts';
import type { VocabularyModel } from './vocabulary.ts';

/** From text to tokens, with what there is to say of it. */
export interface Encoding {
  /** `marked`: the same text with other characters at some places, where no special token is read. */
  readonly encode: (text: string, marked?: string) => number[];
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
  const encodeSection = (tokens: number[], text: string, marked: string, first: boolean): void => {
    const whole = normalize(text);
    for (const section of normalized.split(whole, marked === text ? whole : normalMarks(text, marked))) {
      if (section.token !== null) tokens.push(section.token.id);
      else {
        const pieces = split([{ text: section.text, first: first && section.start === 0 }]);
        for (const piece of pieces) for (const token of tokenize(piece.text)) tokens.push(token);
      }
    }
  };
  /** A section's marks behind the normalizer; where they change what it gives, a mark for every character. */
  const normalMarks = (text: string, marked: string): string => {
    const characters = Array.from(text);
    const characterOf = new Map(Array.from(marked, (mark, at) => [mark, characters[at]]));
    const normal = normalize(marked);
    const restored = Array.from(normal, (character) => characterOf.get(character) ?? character).join('');
    return restored === normalize(text) ? normal : '';
  };
  const encode = (text: string, marked = text): number[] => {
    const tokens: number[] = [];
    for (const section of written.split(text, marked)) {
      if (section.token !== null) tokens.push(section.token.id);
      else {
        const { start } = section;
        const marks = marked.slice(start, start + section.text.length);
        encodeSection(tokens, section.text, marks, start === 0);
      }
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
