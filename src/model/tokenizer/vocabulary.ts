import { ModelError, shown } from '../model-error.ts';

/** What `model` of tokenizer.json is made into. */
export interface VocabularyModel {
  /** Entry to token id. */
  readonly vocabulary: ReadonlyMap<string, number>;
  /** Token ids of a piece of text, which is not empty. */
  readonly tokenize: (piece: string) => readonly number[];
  /** What of the model is not followed. */
  readonly notes: readonly string[];
}

/** Entries that are read, as many as a config may have; ids stay below 2^26, which pairs of them rely on. */
export const MOST_ENTRIES = 1_048_576;
const MOST_ID = 2 ** 26 - 1;

/**
 * `vocab` of a model. It is read by hand: a schema's copy would take seconds over large ones and lose an entry that is
 * spelt `__proto__`. Throws ModelError naming the entry that is at fault.
 */
export function readVocabulary(json: unknown, at: string): Map<string, number> {
  const vocab = (json as { vocab?: unknown }).vocab;
  if (typeof vocab !== 'object' || vocab === null || Array.isArray(vocab)) {
    throw new ModelError(at, `vocab: expected an object of token ids, found ${shown(vocab)}`);
  }
  const entries = Object.entries(vocab as Record<string, unknown>);
  if (entries.length > MOST_ENTRIES) {
    throw new ModelError(at, `vocab: expected at most ${MOST_ENTRIES} entries, found ${entries.length}`);
  }
  for (const [entry, id] of entries) checkId(id, 'vocab.', entry, at);
  return new Map(entries as [string, number][]);
}

/** Throws ModelError, naming the entry behind its field, for what is no token id. */
export function checkId(id: unknown, field: string, entry: string, at: string): asserts id is number {
  if (Number.isInteger(id) && (id as number) >= 0 && (id as number) <= MOST_ID) return;
  const expected = `expected a token id from 0 to ${MOST_ID}`;
  throw new ModelError(at, `${field}${shown(entry)}: ${expected}, found ${shown(id)}`);
}

/** The token of an `unk_token` field. Throws ModelError where the vocabulary lacks it. */
export function unknownToken(name: string, vocabulary: ReadonlyMap<string, number>, at: string): number {
  const token = vocabulary.get(name);
  if (token !== undefined) return token;
  throw new ModelError(at, `unk_token: expected a token of the vocabulary, found ${shown(name)}`);
}

/** The tokens <0xNN> of a text's bytes, or null where one is lacking. */
export function byteTokens(vocabulary: ReadonlyMap<string, number>): (text: string) => number[] | null {
  const tokens = Array.from({ length: 256 }, (_, byte) => {
    return vocabulary.get(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
  });
  return (text) => {
    const found = Array.from(new TextEncoder().encode(text), (byte) => tokens[byte]);
    return found.includes(undefined) ? null : (found as number[]);
  };
}
