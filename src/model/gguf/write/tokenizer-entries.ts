import { PRE_TOKENIZERS } from '../pre-tokenizers.ts';
import { TOKEN_TYPE, type TokenizerFiles, WHOLE_FILE } from '../tokenizer.ts';
import type { Entry } from './entries.ts';

/** The parts of a tokenizer.json that are written; it was found to be well formed when its model was loaded. */
interface TokenizerJson {
  readonly model: {
    readonly type: string;
    readonly vocab: Readonly<Record<string, number>>;
    readonly merges: readonly (string | readonly [string, string])[];
    readonly byte_fallback?: boolean | null;
    readonly ignore_merges?: boolean | null;
    readonly unk_token?: string | null;
  };
  readonly normalizer?: unknown;
  readonly pre_tokenizer?: unknown;
  readonly decoder?: unknown;
  readonly added_tokens?: readonly {
    readonly id: number;
    readonly content: string;
    readonly special?: boolean;
  }[];
}

export interface SpecialTokens {
  readonly bos: number | null;
  readonly ends: readonly number[];
  /** Whether `bos` is fed in front of a text. */
  readonly addBos: boolean;
}

/**
 * A tokenizer as metadata: the whole of its tokenizer.json, which readers of Hugging Face's form take, and the keys that llama.cpp reads. What those
 * cannot say is said in `notes`. `files` null: the model has none, and only ids are fed.
 */
export function tokenizerEntries(
  files: TokenizerFiles | null,
  vocabSize: number,
  special: SpecialTokens,
  notes: string[],
): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  if (files === null) {
    entries.set('tokenizer.ggml.model', { type: 'string', value: 'no_vocab' });
    notes.push('no tokenizer: whoever reads the file feeds ids');
  } else {
    const json = files.json as TokenizerJson;
    vocabularyEntries(json, vocabSize, notes, entries);
    entries.set(WHOLE_FILE, { type: 'string', value: JSON.stringify(json) });
    const { chat_template: template } = files.settings as { chat_template?: unknown };
    if (typeof template === 'string')
      entries.set('tokenizer.chat_template', { type: 'string', value: template });
  }
  specialEntries(special, notes, entries);
  return entries;
}

function specialEntries(
  { bos, ends, addBos }: SpecialTokens,
  notes: string[],
  entries: Map<string, Entry>,
): void {
  if (bos !== null) entries.set('tokenizer.ggml.bos_token_id', { type: 'u32', value: bos });
  const keys = ['eos', 'eot', 'eom'];
  ends.slice(0, keys.length).forEach((token, i) => {
    entries.set(`tokenizer.ggml.${keys[i]}_token_id`, { type: 'u32', value: token });
  });
  if (ends.length > keys.length)
    notes.push(
      `of ${ends.length} end tokens the first ${keys.length} are written: there are no keys for more`,
    );
  entries.set('tokenizer.ggml.add_bos_token', { type: 'bool', value: addBos });
}

function vocabularyEntries(
  json: TokenizerJson,
  vocabSize: number,
  notes: string[],
  entries: Map<string, Entry>,
): void {
  const kind = kindOf(json);
  entries.set('tokenizer.ggml.model', { type: 'string', value: kind });
  if (kind === 'no_vocab') {
    notes.push(
      `llama.cpp has no keys for this tokenizer (${json.model.type}): feed it ids; the tokenizer.json is in ${WHOLE_FILE}`,
    );
    return;
  }
  if (kind === 'gpt2') entries.set('tokenizer.ggml.pre', { type: 'string', value: preName(json, notes) });
  const { tokens, types } = tokensOf(json, kind, vocabSize, notes);
  entries.set('tokenizer.ggml.tokens', { type: 'strings', value: tokens });
  entries.set('tokenizer.ggml.token_type', { type: 'i32s', value: types });
  const pairs = json.model.merges.map(
    (merge) => (typeof merge === 'string' ? merge.split(' ') : merge) as [string, string],
  );
  if (kind === 'gpt2') {
    entries.set('tokenizer.ggml.merges', { type: 'strings', value: pairs.map((pair) => pair.join(' ')) });
    return;
  }
  entries.set('tokenizer.ggml.scores', { type: 'f32s', value: scoresOf(tokens, pairs) });
  const text = JSON.stringify(json.normalizer ?? null);
  entries.set('tokenizer.ggml.add_space_prefix', {
    type: 'bool',
    value: text.includes('"Prepend"') || JSON.stringify(json.pre_tokenizer ?? null).includes('"Metaspace"'),
  });
}

/** BPE over bytes, BPE after SentencePiece, or neither. */
function kindOf({ model, decoder }: TokenizerJson): 'gpt2' | 'llama' | 'no_vocab' {
  if (model.type !== 'BPE') return 'no_vocab';
  if (JSON.stringify(decoder ?? null).includes('"ByteLevel"')) return 'gpt2';
  return model.byte_fallback ? 'llama' : 'no_vocab';
}

/** The name of the pattern by which texts are cut. */
function preName(json: TokenizerJson, notes: string[]): string {
  const own = partsKey(json.pre_tokenizer);
  const known = PRE_TOKENIZERS.find(({ parts, ignoreMerges = false }) => {
    const listed = partsKey({ type: 'Sequence', pretokenizers: parts });
    return listed === own && ignoreMerges === (json.model.ignore_merges ?? false);
  });
  if (known) return known.names[0];
  notes.push(
    `llama.cpp has no name for how this tokenizer cuts texts and will cut them otherwise ("default"): feed it ids; the tokenizer.json is in ${WHOLE_FILE}`,
  );
  return 'default';
}

/**
 * The same of two pre-tokenizers that cut alike: without what only places in the text follow; and to remove what lies between the matches of a pattern
 * that matches everything is to leave it alone.
 */
function partsKey(part: unknown): string {
  const { type, pretokenizers } = (part ?? {}) as { type?: string; pretokenizers?: readonly unknown[] };
  const parts = type === 'Sequence' ? (pretokenizers ?? []) : [part];
  return JSON.stringify(
    parts.map((each) => {
      const { trim_offsets: _, ...rest } = (each ?? {}) as Record<string, unknown>;
      const isolated = rest.behavior === 'Removed' && rest.invert === true;
      const fields = isolated ? { ...rest, behavior: 'Isolated', invert: false } : rest;
      return Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1));
    }),
  );
}

/** Texts and types by id, of which there are as many as rows of the embedding. */
function tokensOf(json: TokenizerJson, kind: 'gpt2' | 'llama', vocabSize: number, notes: string[]) {
  const tokens = Array.from({ length: vocabSize }, (_, id) => `[PAD${id}]`);
  const types = Array.from({ length: vocabSize }, (): number => TOKEN_TYPE.unused);
  let beyond = 0;
  const put = (token: string, id: number, type: number) => {
    if (id >= vocabSize) beyond++;
    else [tokens[id], types[id]] = [token, type];
  };
  for (const [token, id] of Object.entries(json.model.vocab)) {
    const isByte = kind === 'llama' && /^<0x[0-9A-F]{2}>$/.test(token);
    put(token, id, isByte ? TOKEN_TYPE.byte : TOKEN_TYPE.normal);
  }
  for (const { id, content, special } of json.added_tokens ?? [])
    put(content, id, special ? TOKEN_TYPE.control : TOKEN_TYPE.userDefined);
  const unknown = json.model.unk_token == null ? undefined : json.model.vocab[json.model.unk_token];
  if (kind === 'llama' && unknown !== undefined) put(tokens[unknown], unknown, TOKEN_TYPE.unknown);
  if (beyond > 0)
    notes.push(`${beyond} tokens at or past vocab_size (${vocabSize}) are left out of tokenizer.ggml.tokens`);
  return { tokens, types };
}

/** A piece that is merged earlier has a greater score; one that no merge makes, less than all of them. */
function scoresOf(tokens: readonly string[], merges: readonly (readonly [string, string])[]): number[] {
  const ranks = new Map<string, number>();
  merges.forEach(([left, right], rank) => {
    if (!ranks.has(left + right)) ranks.set(left + right, rank);
  });
  return tokens.map((token) => -(ranks.get(token) ?? merges.length));
}
