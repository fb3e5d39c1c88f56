import { z } from 'zod';
import type { ModelConfig } from './config.ts';
import { ModelError, shown } from './model-error.ts';
import { characterOfByte } from './token-text.ts';

const component = z.looseObject({ type: z.string('a string') }, 'an object with a type').nullish();
export const tokenizerSchema = z.looseObject(
  {
    model: z.looseObject(
      {
        type: z.literal('BPE', '"BPE"'),
        vocab: z.record(
          z.string(),
          z.int('a token id').min(0, 'a token id of 0 or more'),
          'an object of token ids',
        ),
        merges: z.array(
          z.union([z.string(), z.tuple([z.string(), z.string()])], 'a pair of tokens'),
          'an array',
        ),
      },
      'an object',
    ),
    normalizer: component,
    pre_tokenizer: component,
    post_processor: component,
    decoder: component,
    added_tokens: z.array(
      z.looseObject(
        {
          id: z.int('a token id').min(0, 'a token id of 0 or more'),
          content: z.string('a string').min(1, 'a text'),
        },
        'an object with id and content',
      ),
      'an array',
    ),
  },
  'an object',
);
const specialToken = z.union([z.string(), z.looseObject({ content: z.string() })], 'a token').nullish();
export const tokenizerConfigSchema = z.looseObject(
  {
    bos_token: specialToken,
    add_bos_token: z.boolean('true or false').nullish(),
    clean_up_tokenization_spaces: z.boolean('true or false').nullish(),
  },
  'an object',
);

/** `tokenizer.json`, as far as it is read here; the library reads the rest. */
export type TokenizerJson = z.output<typeof tokenizerSchema>;
export type TokenizerConfig = z.output<typeof tokenizerConfigSchema>;

/** Id to vocabulary entry, with every id held by one entry. */
export function checkedEntries(json: TokenizerJson, at: string): Map<number, string> {
  const entries = new Map<number, string>();
  const add = (field: string, entry: string, id: number): void => {
    const other = entries.get(id);
    if (other !== undefined && other !== entry) {
      throw new ModelError(at, `${field}: expected one token per id, found ${id} for ${shown(other)} too`);
    }
    entries.set(id, entry);
  };
  for (const [entry, id] of Object.entries(json.model.vocab)) add(`model.vocab.${shown(entry)}`, entry, id);
  for (const { id, content } of json.added_tokens) add(`added_tokens ${shown(content)}`, content, id);
  return entries;
}

/**
 * Tokens that the model has no row for, such as a padding token that was added to the tokenizer alone: harmless until a
 * text spells one, which is refused where prompts are checked against the model.
 */
export function beyondVocabulary(entries: ReadonlyMap<number, string>, { vocabSize }: ModelConfig): string[] {
  const beyond = [...entries].filter(([id]) => id >= vocabSize);
  if (beyond.length === 0) return [];
  const [[id, entry]] = beyond;
  const more = beyond.length > 1 ? `, and ${beyond.length - 1} more such ids` : '';
  return [
    `tokenizer.json gives ${shown(entry)} id ${id}${more}, config.json says vocab_size ${vocabSize}: a prompt with such a token is refused`,
  ];
}

/** Bytes that a byte-level vocabulary has no token of their own for. */
export function lackingBytes(json: TokenizerJson): Set<number> {
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  return new Set(bytes.filter((byte) => !Object.hasOwn(json.model.vocab, characterOfByte(byte))));
}

/** Whether entries are runs of bytes in GPT-2's alphabet rather than text. */
export function isByteLevel({ decoder }: TokenizerJson): boolean {
  const parts = Array.isArray(decoder?.decoders) ? decoder.decoders : [];
  return [decoder, ...parts].some((part: { type?: unknown } | null) => part?.type === 'ByteLevel');
}
