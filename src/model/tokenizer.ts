import { z } from 'zod';
import { type ChatSource, readChatSource } from './chat/chat-template.ts';
import type { ModelConfig } from './model-config.ts';
import { ModelError, parseField, shown } from './model-error.ts';
import { numberedOtherwise, readAddedTokens } from './tokenizer/added-tokens.ts';
import { readBpe } from './tokenizer/bpe.ts';
import { type Place, partReader } from './tokenizer/component.ts';
import { joinByBlanks, readDecoder } from './tokenizer/decoder.ts';
import { beyondVocabulary, entriesById } from './tokenizer/entries.ts';
import { checkFirstPiece } from './tokenizer/first-piece.ts';
import { readNormalizer } from './tokenizer/normalizer.ts';
import { decoding, encoding } from './tokenizer/pipeline.ts';
import { readPreTokenizer } from './tokenizer/pre-tokenizer.ts';
import { probe } from './tokenizer/probe.ts';
import { BARE, frameOf, parseSettings, readTemplate } from './tokenizer/template.ts';
import { characterOfByte, styleOf, tokenTextOf, type VocabularyStyle } from './tokenizer/token-text.ts';
import { readUnigram } from './tokenizer/unigram.ts';
import type { VocabularyModel } from './tokenizer/vocabulary.ts';
import { readWordLevel, readWordPiece } from './tokenizer/words.ts';

export interface TextCodec {
  /**
   * Token ids of a text. `bos` (default true): where the tokenizer puts a begin-of-text token in front, exactly one is
   * there, also if the text spells one; false: none is added. Special tokens spelt in the text become those tokens.
   * Half a UTF-16 pair, which no text file can hold, is read as U+FFFD. `marked`: the text with other characters of the same width at
   * some places; special tokens that have one of them are text (`renderChat` gives both).
   * Throws ModelError for a text that the vocabulary cannot hold.
   */
  encode(text: string, options?: { readonly bos?: boolean; readonly marked?: string }): number[];
  /** Text of a sequence without its special tokens; bytes that are no whole character become U+FFFD. */
  decode(tokens: readonly number[]): string;
  /** One token as shown to people, special ones included; bytes that are no whole character are \xNN. */
  tokenText(token: number): string;
  /** What the model brings for conversations; null where there is no tokenizer to bring it. */
  readonly chat: ChatSource | null;
  /** Number of tokens; the model's vocabulary may be padded beyond it. */
  readonly size: number;
  /**
   * What who loads the model should know: where its files disagree and which value was taken, what is not fed, which texts
   * come back changed. Each note names the file and its values.
   */
  readonly notes: readonly string[];
}

const part = z.unknown().optional();
const schema = z.looseObject(
  {
    model: part,
    normalizer: part,
    pre_tokenizer: part,
    post_processor: part,
    decoder: part,
    added_tokens: part,
  },
  'an object',
);

/**
 * The tokenizer of a `tokenizer.json` and its `tokenizer_config.json`. `where` names the model's folder.
 * Its ids are those of Hugging Face's own library (tokenizers), but for added tokens that the file numbers with gaps (which is
 * said) and for its own `truncation` and `padding`, which tools that feed models switch off; its time is linear in the text whatever the patterns.
 * Throws ModelError naming file and field where either is malformed or has a part that is not known here.
 */
export function createTokenizer(
  tokenizerJson: unknown,
  tokenizerConfig: unknown,
  config: ModelConfig,
  where: string,
): TextCodec {
  const at = `${where}/tokenizer.json`;
  const json = parseField(schema, tokenizerJson, at);
  const settings = parseSettings(tokenizerConfig, `${where}/tokenizer_config.json`);
  const placeOf = (field: string): Place => ({ at: `${at}: ${field}`, depth: 0 });
  const optional = <Part>(field: string, value: unknown, read: (json: unknown, place: Place) => Part) =>
    value == null ? null : read(value, placeOf(field));

  const normalizer = optional('normalizer', json.normalizer, readNormalizer);
  const preTokenizer = optional('pre_tokenizer', json.pre_tokenizer, readPreTokenizer);
  checkFirstPiece(json.normalizer, json.pre_tokenizer, at);
  const decoder = optional('decoder', json.decoder, readDecoder) ?? joinByBlanks;
  const style = styleOf(json.decoder);
  const model = readModel(json.model, placeOf('model'), style, at);
  const added = readAddedTokens(json.added_tokens, model.vocabulary, at);
  const entries = entriesById(model, added, at);
  const tokenOf = (entry: string) =>
    added.find(({ content }) => content === entry)?.id ?? model.vocabulary.get(entry);
  const template = optional('post_processor', json.post_processor, readTemplate) ?? BARE;
  const frame = frameOf(template, settings, config.bosToken, tokenOf, at);

  const bare = encoding(normalizer, preTokenizer, model, added);
  const decode = decoding(decoder, entries, added);
  const { begin } = frame;
  if (begin !== null && begin >= config.vocabSize && !entries.has(begin)) {
    const expected = `expected a begin-of-text token below vocab_size (${config.vocabSize})`;
    throw new ModelError(at, `post_processor: ${expected}, found ${begin}, the id of no token`);
  }
  const addedIds = new Set(added.map(({ id }) => id));
  const chat = readChatSource(tokenizerConfig, added, { where, at: `${where}/tokenizer_config.json` });
  return {
    size: entries.size,
    chat,
    encode(text, options = {}) {
      const tokens = bare.encode(text.toWellFormed(), options.marked?.toWellFormed());
      return options.bos !== false && begin !== null && tokens[0] !== begin ? [begin, ...tokens] : tokens;
    },
    decode,
    tokenText(token) {
      const entry = entries.get(token);
      if (entry === undefined) return `[token ${token}]`;
      return addedIds.has(token) ? entry : tokenTextOf(entry, style);
    },
    notes: [
      ...frame.notes,
      ...beyondVocabulary(entries, config.vocabSize),
      ...[
        ...model.notes,
        ...numberedOtherwise(added, model.vocabulary),
        ...bare.notes,
        ...probe(bare.encode, decode, at),
      ].map((note) => `tokenizer.json: ${note}`),
    ],
  };
}

function readModel(json: unknown, place: Place, style: VocabularyStyle, at: string): VocabularyModel {
  const lacks = (character: string): ModelError => {
    const byte = style === 'byte-level' ? BYTES.indexOf(character) : -1;
    const [unit, found] = byte < 0 ? ['character', shown(character)] : ['byte', `byte ${byte}`];
    return new ModelError(at, `expected a token for each ${unit} of the text, found none for ${found}`);
  };
  const read = partReader<VocabularyModel>('a model', {
    BPE: (fields) => readBpe(fields, place.at, lacks),
    Unigram: (fields) => readUnigram(fields, place.at, lacks),
    WordPiece: (fields) => readWordPiece(fields, place.at),
    WordLevel: (fields) => readWordLevel(fields, place.at),
  });
  return read(json, place);
}

const BYTES = Array.from({ length: 256 }, (_, byte) => characterOfByte(byte));

/** Stands in for a tokenizer that could not be loaded where only ids are fed: shows ids, and throws `reason` for text. */
export function createIdCodec(reason: ModelError): TextCodec {
  const tokenText = (token: number) => `[token ${token}]`;
  return {
    size: 0,
    chat: null,
    notes: [`tokens are shown as ids, and text cannot be fed: ${reason.message}`],
    encode: () => {
      throw reason;
    },
    decode: (tokens) => tokens.map(tokenText).join(''),
    tokenText,
  };
}
