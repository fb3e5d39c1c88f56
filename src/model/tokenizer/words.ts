import { z } from 'zod';
import { parseField } from '../model-error.ts';
import { textField } from './component.ts';
import { readVocabulary, unknownToken, type VocabularyModel } from './vocabulary.ts';

const pieceSchema = z.looseObject(
  {
    unk_token: textField,
    continuing_subword_prefix: textField,
    max_input_chars_per_word: z.int('a length').min(1, 'a length').max(200, 'a length to 200'),
  },
  'an object',
);
const levelSchema = z.looseObject({ unk_token: textField }, 'an object');

/**
 * WordPiece: from the left always the longest entry; a word that cannot be covered so is one unknown token.
 * Throws ModelError naming the field that is malformed.
 */
export function readWordPiece(json: unknown, at: string): VocabularyModel {
  const fields = parseField(pieceSchema, json, at);
  const vocabulary = readVocabulary(json, at);
  const unknown = [unknownToken(fields.unk_token, vocabulary, at)];
  const prefix = fields.continuing_subword_prefix;
  const tokenize = (word: string): readonly number[] => {
    const characters = Array.from(word);
    if (characters.length > fields.max_input_chars_per_word) return unknown;
    const tokens: number[] = [];
    for (let start = 0; start < characters.length; ) {
      let end = characters.length;
      let token: number | undefined;
      for (; end > start && token === undefined; end--) {
        token = vocabulary.get((start > 0 ? prefix : '') + characters.slice(start, end).join(''));
      }
      if (token === undefined) return unknown;
      tokens.push(token);
      start = end + 1;
    }
    return tokens;
  };
  return { vocabulary, tokenize, notes: [] };
}

/** WordLevel: a piece is a token or is unknown. Throws ModelError naming the field that is malformed. */
export function readWordLevel(json: unknown, at: string): VocabularyModel {
  const { unk_token } = parseField(levelSchema, json, at);
  const vocabulary = readVocabulary(json, at);
  const unknown = unknownToken(unk_token, vocabulary, at);
  return { vocabulary, tokenize: (word) => [vocabulary.get(word) ?? unknown], notes: [] };
}
