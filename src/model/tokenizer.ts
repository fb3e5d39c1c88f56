import { Tokenizer } from '@huggingface/tokenizers';
import type { ModelConfig } from './config.ts';
import { ModelError, parseField } from './model-error.ts';
import { tokenTextOf, type VocabularyStyle } from './token-text.ts';
import {
  beyondVocabulary,
  checkedEntries,
  isByteLevel,
  lackingBytes,
  type TokenizerConfig,
  tokenizerConfigSchema,
  tokenizerSchema,
} from './tokenizer-json.ts';

export interface TextCodec {
  /**
   * Token ids of a text. `bos` (default true): where the tokenizer puts a begin-of-text token in front, exactly one is
   * there, also if the text spells one; false: none is added. Special tokens spelt in the text become those tokens.
   * Throws ModelError for a text that the vocabulary cannot hold.
   */
  encode(text: string, options?: { readonly bos?: boolean }): number[];
  /** Text of a sequence without its special tokens; bytes that are no whole character become U+FFFD. */
  decode(tokens: readonly number[]): string;
  /** One token as shown to people, special ones included; bytes that are no whole character are \xNN. */
  tokenText(token: number): string;
  /** Number of tokens; the model's vocabulary may be padded beyond it. */
  readonly size: number;
  /** What who loads the model should know: where its files disagree, which value was taken; each note names both. */
  readonly notes: readonly string[];
}

/**
 * The tokenizer of a `tokenizer.json` and its `tokenizer_config.json`. `where` names the model's folder.
 * Throws ModelError naming file and field where either is malformed, is not BPE, or disagrees with the config.
 */
export function createTokenizer(
  tokenizerJson: unknown,
  tokenizerConfig: unknown,
  config: ModelConfig,
  where: string,
): TextCodec {
  const at = `${where}/tokenizer.json`;
  const json = parseField(tokenizerSchema, tokenizerJson, at);
  const settings = parseField(tokenizerConfigSchema, tokenizerConfig, `${where}/tokenizer_config.json`);
  const entries = checkedEntries(json, at);
  const tokenizer = guarded(() => new Tokenizer(json, settings), at);
  const bos = prefixToken(tokenizer, settings, config, at);
  const added = new Set(json.added_tokens.map((token) => token.id));
  const style: VocabularyStyle = isByteLevel(json) ? 'byte-level' : 'sentencepiece';
  const lacking = style === 'byte-level' ? lackingBytes(json) : new Set<number>();

  return {
    size: entries.size,
    notes: [...beyondVocabulary(entries, config), ...otherBegin(bos, config)],
    encode(text, options = {}) {
      checkBytes(text, lacking, at);
      const tokens: (number | undefined)[] = guarded(
        () => tokenizer.encode(text, { add_special_tokens: false }).ids,
        `${at}: encode`,
      );
      if (!allIds(tokens)) {
        throw new ModelError(at, 'expected a token for all of the text, found a part without one');
      }
      return options.bos !== false && bos !== null && tokens[0] !== bos ? [bos, ...tokens] : tokens;
    },
    decode(tokens) {
      const known = tokens.filter((token) => entries.has(token));
      if (known.length === 0) return '';
      return tokenizer.decode(known, {
        skip_special_tokens: true,
        clean_up_tokenization_spaces: settings.clean_up_tokenization_spaces ?? false,
      });
    },
    tokenText(token) {
      const entry = entries.get(token);
      if (entry === undefined) return `[token ${token}]`;
      return added.has(token) ? entry : tokenTextOf(entry, style);
    },
  };
}

/** The library reports what it cannot use by errors of many kinds, whose text alone says nothing of the file. */
function guarded<Result>(run: () => Result, at: string): Result {
  try {
    return run();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ModelError(at, `expected a tokenizer that the library can run, found: ${reason}`, { cause });
  }
}

/** The begin-of-text token that goes in front of every text, or null where the tokenizer adds none. */
function prefixToken(
  tokenizer: Tokenizer,
  settings: TokenizerConfig,
  config: ModelConfig,
  at: string,
): number | null {
  const template: (number | undefined)[] = guarded(() => tokenizer.encode('').ids, `${at}: post_processor`);
  if (settings.add_bos_token === false || (settings.add_bos_token !== true && template.length === 0))
    return null;
  const named = typeof settings.bos_token === 'string' ? settings.bos_token : settings.bos_token?.content;
  const token = template[0] ?? (named === undefined ? config.bosToken : tokenizer.token_to_id(named));
  if (template.length > 1 || token == null) {
    throw new ModelError(
      at,
      `post_processor: expected one begin-of-text token, found ${token == null ? 'one of no id' : template.length}`,
    );
  }
  return token;
}

/** The tokenizer's token is what other tools feed, whatever the config names. */
function otherBegin(bos: number | null, { bosToken }: ModelConfig): string[] {
  if (bos === null || bosToken === null || bos === bosToken) return [];
  return [
    `tokenizer.json begins a text with token ${bos}, config.json says bos_token_id ${bosToken}: ${bos} is fed`,
  ];
}

/** BPE would drop a byte that the vocabulary lacks without a word. */
function checkBytes(text: string, lacking: ReadonlySet<number>, at: string): void {
  if (lacking.size === 0) return;
  const byte = new TextEncoder().encode(text).find((value) => lacking.has(value));
  if (byte === undefined) return;
  throw new ModelError(at, `expected a token for each byte of the text, found none for byte ${byte}`);
}

function allIds(tokens: (number | undefined)[]): tokens is number[] {
  return !tokens.includes(undefined);
}

/** Stands in for a tokenizer that could not be loaded where only ids are fed: shows ids, and throws `reason` for text. */
export function createIdCodec(reason: ModelError): TextCodec {
  const tokenText = (token: number) => `[token ${token}]`;
  return {
    size: 0,
    encode: () => {
      throw reason;
    },
    decode: (tokens) => tokens.map(tokenText).join(''),
    tokenText,
    notes: [`tokens are shown as ids, and text cannot be fed: ${reason.message}`],
  };
}
