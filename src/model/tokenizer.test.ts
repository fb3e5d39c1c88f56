import { readFileSync } from 'node:fs';
import { Tokenizer as Reference } from '@anush008/tokenizers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.ts';
import type { ModelConfig } from './model-config.ts';
import { ModelError } from './model-error.ts';
import { BYTE_PIECES, LLAMA_PARTS } from './testing/llama-pieces.ts';
import { characterOfByte } from './tokenizer/token-text.ts';
import { createTokenizer } from './tokenizer.ts';

interface ReferenceCase {
  readonly prompt: string;
  readonly promptTokens: readonly number[];
  readonly tokens: readonly number[];
  readonly text: string;
}

/** A fresh copy each time: tests change them. */
const readNano = (file: string) => JSON.parse(readFileSync(`public/models/nano/${file}`, 'utf8'));
const CONFIG = parseConfig(readNano('config.json'), 'nano/config.json');
const SETTINGS = readNano('tokenizer_config.json');
const nano = createTokenizer(readNano('tokenizer.json'), SETTINGS, CONFIG, 'nano');
const { a: A, b: B } = readNano('tokenizer.json').model.vocab;
const cases: readonly ReferenceCase[] = readNano('reference.json').cases;

type TokenizerJson = ReturnType<typeof readNano>;

/** nano's tokenizer with its files changed. */
function changed(
  change: (json: TokenizerJson) => void,
  settings: object = {},
  config: Partial<ModelConfig> = {},
) {
  const json = readNano('tokenizer.json');
  change(json);
  return createTokenizer(json, { ...SETTINGS, ...settings }, { ...CONFIG, ...config }, 'nano');
}

const SMALL_BYTE_LEVEL = {
  ...readNano('tokenizer.json'),
  added_tokens: [],
  post_processor: null,
  model: { type: 'BPE', vocab: { a: 0 }, merges: [] },
};

const BYTES = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false };

const withoutTemplate = (json: TokenizerJson) => {
  json.post_processor = null;
};

describe('nano tokenizer against the reference', () => {
  it('has ten cases', () => expect(cases).toHaveLength(10));

  it.each(cases)('encodes $prompt', ({ prompt, promptTokens }) => {
    expect(nano.encode(prompt)).toEqual(promptTokens);
  });

  it.each(cases)('decodes the completion of $prompt', ({ tokens, text }) => {
    expect(nano.decode(tokens)).toBe(text);
  });
});

describe('encode and decode', () => {
  it('put one begin-of-text token in front, or none', () => {
    expect(nano.encode('')).toEqual([1]);
    expect(nano.encode('', { bos: false })).toEqual([]);
    expect(nano.encode('a')).toEqual([1, A]);
    expect(nano.encode('a', { bos: false })).toEqual([A]);
    expect(nano.encode('<s>a')).toEqual([1, A]);
  });

  it('leave special tokens, and ids that have no text, out of the text', () => {
    expect(nano.decode([])).toBe('');
    expect(nano.decode([1])).toBe('');
    expect(nano.decode([1, A, 0, B, 5_000])).toBe('ab');
  });
});

describe('the begin-of-text rule', () => {
  const withoutBos = { bosToken: null };
  it.each([
    ['the template adds it', changed(() => undefined), [1, A]],
    ['no template, no flag', changed(withoutTemplate), [A]],
    ['the flag adds it', changed(withoutTemplate, { add_bos_token: true }), [1, A]],
    [
      'its name as an object',
      changed(withoutTemplate, { add_bos_token: true, bos_token: { content: '<s>' } }, withoutBos),
      [1, A],
    ],
    ['the flag forbids it', changed(() => undefined, { add_bos_token: false }), [A]],
  ])('%s', (_, tokenizer, tokens) => {
    expect(tokenizer.encode('a')).toEqual(tokens);
  });

  it('keeps to the tokenizer where the config says another, with a note', () => {
    expect(nano.notes).toEqual([]);
    const tokenizer = changed(() => undefined, {}, { bosToken: 0 });
    expect(tokenizer.encode('a')).toEqual([1, A]);
    expect(tokenizer.notes).toEqual([
      'tokenizer.json begins a text with token 1, config.json says bos_token_id 0: 1 is fed',
    ]);
  });

  it('refuses more than one token, one without an id, and an id that is no token of the model', () => {
    const twice = (json: TokenizerJson) => json.post_processor.single.unshift(json.post_processor.single[0]);
    expect(() => changed(twice)).toThrow('post_processor: expected one begin-of-text token, found 2');
    const nameless = { add_bos_token: true, bos_token: '<none>' };
    expect(() => changed(withoutTemplate, nameless)).toThrow(
      'add_bos_token: expected a begin-of-text token of the vocabulary, found "<none>", which has no id',
    );
    const beyond = (json: TokenizerJson) => {
      json.post_processor.special_tokens['<s>'].ids = [CONFIG.vocabSize];
    };
    expect(() => changed(beyond)).toThrow(
      'post_processor: expected a begin-of-text token below vocab_size (1024), found 1024, the id of no token',
    );
  });
});

describe('a template', () => {
  const text = { Sequence: { id: 'A', type_id: 0 } };
  const token = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const template = (...single: object[]) => ({
    type: 'TemplateProcessing',
    single,
    pair: [],
    special_tokens: {
      '<s>': { id: '<s>', ids: [1], tokens: ['<s>'] },
      '</s>': { id: '</s>', ids: [2], tokens: ['</s>'] },
    },
  });
  const processed = (post_processor: object, config: Partial<ModelConfig> = {}, settings: object = {}) =>
    changed((json) => Object.assign(json, { post_processor }), settings, config);
  const END = 'tokenizer.json ends a text with token 2, which is not fed: the model is to go on';

  it.each([
    ['ends a text alone', template(text, token('</s>')), null, [A], [END]],
    [
      'ends a text alone, and the config has a begin token',
      template(text, token('</s>')),
      1,
      [1, A],
      ['tokenizer.json begins a text with no token, config.json says bos_token_id 1: 1 is fed', END],
    ],
    ['goes around it', template(token('<s>'), text, token('</s>')), 1, [1, A], [END]],
    ['adds nothing', template(text), 1, [A], []],
    [
      'stands in a sequence',
      { type: 'Sequence', processors: [{ type: 'ByteLevel' }, template(token('<s>'), text)] },
      1,
      [1, A],
      [],
    ],
    ['is of RoBERTa', { type: 'RobertaProcessing', cls: ['<s>', 1], sep: ['</s>', 2] }, 1, [1, A], [END]],
  ])('that %s', (_, post_processor, bosToken, tokens, notes) => {
    const tokenizer = processed(post_processor, { bosToken });
    expect(tokenizer.encode('a')).toEqual(tokens);
    expect(tokenizer.encode('a', { bos: false })).toEqual([A]);
    expect(tokenizer.notes).toEqual(notes);
  });

  it('and a setting that ends a text: neither is fed', () => {
    const tokenizer = processed(template(text), {}, { add_eos_token: true });
    expect(tokenizer.encode('a')).toEqual([A]);
    expect(tokenizer.notes).toEqual([END.replace('tokenizer.json', 'tokenizer_config.json')]);
  });

  it.each([
    ['a text twice', template(text, text), 'single: expected the text once, found 2 sequences'],
    ['another text', template({ Sequence: { id: 'B' } }), 'single: expected the text once'],
    ['a token that it does not define', template(token('<x>'), text), 'found "<x>"'],
    ['a part of no kind', template({}), 'single.0: expected a SpecialToken or a Sequence'],
    ['another type', { type: 'Magic' }, 'expected a post-processor of a known type'],
  ])('with %s is refused', (_, post_processor, problem) => {
    expect(() => processed(post_processor)).toThrow(problem);
  });
});

describe('a tokenizer larger than the vocabulary', () => {
  it('loads with a note that names both sizes', () => {
    const padded = changed((json) => json.added_tokens.push({ id: 1_024, content: '[PAD]', special: true }));
    expect(padded.notes).toEqual([
      'tokenizer.json gives "[PAD]" id 1024, config.json says vocab_size 1024: a prompt with such a token is refused',
    ]);
    expect(padded.encode('a[PAD]')).toEqual([1, A, 1_024]);
    const longer = changed((json) => Object.assign(json.model.vocab, { new: 1_024, newer: 2_000 }));
    expect(longer.notes).toEqual([
      expect.stringContaining('tokenizer.json gives "new" id 1024, and 1 more such ids,'),
    ]);
    expect(longer.encode('a')).toEqual([1, A]);
  });
});

describe('texts that were lost or changed without a word', () => {
  const spelt = (text: string) => nano.encode(text, { bos: false });

  it('half a UTF-16 pair is U+FFFD, as if the text held that', () => {
    // The three bytes of U+FFFD as one token: the bytes one by one would be other ids.
    const tokenizer = changed(
      (json) => {
        const replacement = ['ï', '¿', '½'];
        json.model.vocab['ï¿'] = 1_024;
        json.model.vocab[replacement.join('')] = 1_025;
        json.model.merges.push('ï ¿', 'ï¿ ½');
      },
      {},
      { vocabSize: 2_000 },
    );
    for (const half of ['\ud83d', '\udc00']) {
      expect(tokenizer.encode(half, { bos: false })).toEqual([1_025]);
      expect(tokenizer.encode(`a${half}b`)).toEqual(tokenizer.encode('a\ufffdb'));
    }
    expect(tokenizer.decode(tokenizer.encode('👩'))).toBe('👩');
  });

  it('U+FEFF comes back wherever it stands', () => {
    const mark = spelt('\ufeff');
    expect(nano.decode(mark)).toBe('\ufeff');
    expect(nano.decode([...mark, A, ...mark])).toBe('\ufeffa\ufeff');
  });

  it('text spells the tokens, whatever the settings say of clean-up', () => {
    const tokenizer = changed(() => undefined, { clean_up_tokenization_spaces: true });
    for (const text of ['! ! !', " a , b . n't 's"]) {
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    }
  });

  it('an entry may have any name', () => {
    const tokenizer = changed(
      (json) => {
        Object.defineProperty(json.model.vocab, '__proto__', { value: 1_024, enumerable: true });
        json.model.ignore_merges = true;
        json.pre_tokenizer.pretokenizers.splice(0, 1);
      },
      {},
      { vocabSize: 2_000 },
    );
    expect(tokenizer.encode('__proto__', { bos: false })).toEqual([1_024]);
    expect(tokenizer.decode([1_024])).toBe('__proto__');
  });

  it('an added token is its own text, in no alphabet of bytes', () => {
    const tokenizer = changed(
      (json) => json.added_tokens.push({ id: 1_024, content: 'é¡', special: false }),
      {},
      { vocabSize: 2_000 },
    );
    expect(tokenizer.encode('aé¡', { bos: false })).toEqual([A, 1_024]);
    expect(tokenizer.decode([A, 1_024])).toBe('aé¡');
  });

  it.each([
    [
      {},
      'pre_tokenizer.pretokenizers.0: pattern: expected {"String": ...} or {"Regex": ...}, found an object',
    ],
    [{ Regex: '' }, 'pattern.Regex: expected a regular expression, found ""'],
    [{ Regex: 7 }, 'pattern: expected {"String": ...} or {"Regex": ...}'],
    [{ Regex: 'a', String: 'a' }, 'pattern: expected {"String": ...} or {"Regex": ...}'],
    ['a', 'pattern: expected {"String": ...} or {"Regex": ...}, found "a"'],
    [undefined, 'pattern: expected {"String": ...} or {"Regex": ...}, found nothing'],
    [{ Regex: '(' }, 'pattern.Regex "(": expected a regular expression'],
  ])('a pattern %j is refused', (pattern, problem) => {
    expect(() => changed((json) => Object.assign(json.pre_tokenizer.pretokenizers[0], { pattern }))).toThrow(
      problem,
    );
  });

  it.each<[string, object, string]>([
    [
      'lower cases',
      { normalizer: { type: 'Lowercase' } },
      'text comes back changed: "It’s 1" becomes "it’s 1"',
    ],
    [
      'leaves blanks out',
      { pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'WhitespaceSplit' }, BYTES] } },
      'text comes back changed: "It’s 12 ½ " becomes "It’s12½cup"',
    ],
    [
      'lacks bytes',
      SMALL_BYTE_LEVEL,
      'some texts cannot be fed: nano/tokenizer.json: expected a token for each byte of the text, found none for byte 73',
    ],
  ])('a tokenizer that %s says so', (_, change, note) => {
    const tokenizer = changed((json) => Object.assign(json, change));
    expect(tokenizer.notes).toEqual([`tokenizer.json: ${note}`]);
  });

  it('added tokens that a normalizer spells alike are named', () => {
    const tokenizer = changed((json) => {
      json.normalizer = { type: 'Replace', pattern: { String: 'é' }, content: 'e' };
      for (const content of ['<é>', '<e>']) {
        json.added_tokens.push({
          id: 1_020 + content.length + json.added_tokens.length,
          content,
          special: false,
        });
      }
    });
    expect(tokenizer.notes).toContain(
      'tokenizer.json: added tokens "<é>" and "<e>" are looked for alike: "<e>" is taken',
    );
  });

  it('added tokens that the reference library numbers otherwise are named', async () => {
    let json: unknown;
    const tokenizer = changed((file) => {
      for (const [id, content] of [
        [1_030, '<x>'],
        [1_024, '<y>'],
      ]) {
        const more = { single_word: false, lstrip: false, rstrip: false, normalized: false };
        file.added_tokens.push({ id, content, special: true, ...more });
      }
      json = file;
    });
    expect(tokenizer.notes).toContain(
      `tokenizer.json: added_tokens gives "<x>" id 1030, the reference library 1024, and 1 more such tokens: the file's ids are taken`,
    );
    expect(tokenizer.encode('<x><y>', { bos: false })).toEqual([1_030, 1_024]);
    const reference = Reference.fromString(JSON.stringify(json));
    const encoding = await reference.encode('<x><y>', null, { addSpecialTokens: false });
    expect(encoding.getIds()).toEqual([1_024, 1_025]);
  });

  it('a tokenizer that drops all text is refused', () => {
    const drop = { type: 'Split', pattern: { Regex: '[^a]+|a' }, behavior: 'Removed', invert: false };
    expect(() => changed((json) => Object.assign(json, { pre_tokenizer: drop }))).toThrow(
      'expected tokens for the text "It’s 12',
    );
  });

  it('patterns that take other engines exponential time are done with', () => {
    const evil = { type: 'Split', pattern: { Regex: '(a+)+$' }, behavior: 'Isolated', invert: false };
    const replace = { type: 'Replace', pattern: { Regex: '(a|a)*b' }, content: 'b' };
    const tokenizer = changed((json) => {
      json.pre_tokenizer.pretokenizers.unshift(evil);
      json.normalizer = replace;
    });
    const text = `${'a'.repeat(2_000)}!`;
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  });

  it.each([
    [
      'bytes as characters, again and again',
      'pre_tokenizer',
      'pretokenizers',
      { type: 'ByteLevel', add_prefix_space: false },
    ],
    [
      'a letter as two',
      'normalizer',
      'normalizers',
      { type: 'Replace', pattern: { String: 'a' }, content: 'aa' },
    ],
    [
      'a letter as two, of tokens',
      'decoder',
      'decoders',
      { type: 'Replace', pattern: { String: 'a' }, content: 'aa' },
    ],
  ])('parts that double a text each are refused: %s', (_, part, field, doubling) => {
    const inner = { type: 'Sequence', [field]: Array.from({ length: 20 }, () => doubling) };
    const nested = { type: 'Sequence', [field]: [inner, inner] };
    const use = () => {
      const tokenizer = changed((json) => Object.assign(json, { [part]: nested }));
      tokenizer.decode(tokenizer.encode('a–'.repeat(1_000)));
    };
    expect(use).toThrow('expected parts that leave a text at most');
  });
});

describe('the Digits pre-tokenizer', () => {
  // Token 256 joins a blank with the first byte of ½, 257 is ½, 258 and 259 begin with a blank and Ⅻ's bytes.
  const vocab = Object.fromEntries(Array.from({ length: 256 }, (_, byte) => [characterOfByte(byte), byte]));
  const merges = ['Ġ Â', 'Â ½', 'Ġ â', 'Ġâ ħ'];
  for (const merge of merges) vocab[merge.replace(' ', '')] = Object.keys(vocab).length;
  const digits = { type: 'Digits', individual_digits: true };
  const json = {
    ...SMALL_BYTE_LEVEL,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [digits, { ...BYTES, use_regex: true }],
    },
    model: { type: 'BPE', vocab, merges },
  };
  const tokenizer = createTokenizer(json, {}, { ...CONFIG, bosToken: null }, 'digits');

  it.each([
    ['Add ½ cup', [65, 100, 100, 32, 257, 32, 99, 117, 112]],
    ['Louis Ⅻ came', [76, 111, 117, 105, 115, 32, 226, 133, 171, 32, 99, 97, 109, 101]],
    ['A½B', [65, 257, 66]],
    ['x² + 1', [120, 194, 178, 32, 43, 32, 49]],
    ['Add 2 cups', [65, 100, 100, 32, 50, 32, 99, 117, 112, 115]],
  ])('sets apart every numeral of %s', (text, tokens) => {
    expect(tokenizer.encode(text)).toEqual(tokens);
    expect(tokenizer.decode(tokens)).toBe(text);
  });
});

describe('tokenText', () => {
  it('shows every token, no two alike', () => {
    const texts = Array.from({ length: nano.size }, (_, token) => nano.tokenText(token));
    expect(texts[0]).toBe('<pad>');
    expect(texts[1]).toBe('<s>');
    expect(texts[nano.encode('\n', { bos: false })[0]]).toBe('\n');
    expect(texts[cases[0].promptTokens[2]]).toBe('n');
    expect(texts.filter((text) => text.includes('\ufffd'))).toEqual([]);
    expect(new Set(texts).size).toBe(1_024);
  });

  it('shows bytes that are no whole character as \\xNN', () => {
    expect(nano.encode('é', { bos: false }).map(nano.tokenText)).toEqual(['\\xC3', '\\xA9']);
  });

  it('shows whole characters inside a run of bytes', () => {
    // "Ã©" spells the bytes of é; "ðŁĺ" three of an emoji's four; "À" a byte that no UTF-8 holds.
    const tokenizer = changed(
      (json) => {
        for (const entry of ['aÃ©bðŁĺ', 'Àa', 'Ã©Ã'])
          json.model.vocab[entry] = Object.keys(json.model.vocab).length;
      },
      {},
      { vocabSize: 2_000 },
    );
    expect([1_024, 1_025, 1_026].map(tokenizer.tokenText)).toEqual([
      'aéb\\xF0\\x9F\\x98',
      '\\xC0a',
      'é\\xC3',
    ]);
  });

  it('names an id that the vocabulary lacks', () => expect(nano.tokenText(5_000)).toBe('[token 5000]'));
});

describe('a SentencePiece-style vocabulary', () => {
  const vocab: Record<string, number> = { '<unk>': 0, '<s>': 1, '▁': 2, a: 3, '▁a': 4 };
  BYTE_PIECES.forEach((entry, byte) => {
    vocab[entry] = 5 + byte;
  });
  const json = {
    added_tokens: [{ id: 1, content: '<s>', special: true }],
    ...LLAMA_PARTS,
    model: { type: 'BPE', vocab, merges: ['▁ a'], unk_token: '<unk>', byte_fallback: true },
  };
  const tokenizer = createTokenizer(json, { add_bos_token: true, bos_token: '<s>' }, CONFIG, 'piece');

  it('gives text back and shows tokens', () => {
    const tokens = tokenizer.encode('a aé\n');
    expect(tokens.map(tokenizer.tokenText)).toEqual(['<s>', ' a', ' a', '\\xC3', '\\xA9', '\n']);
    expect(tokenizer.decode(tokens)).toBe('a aé\n');
  });
});

describe('createTokenizer refuses', () => {
  it.each<[string, (json: TokenizerJson) => unknown, string]>([
    ['no model', (json) => delete json.model, 'model: expected an object with a type, found nothing'],
    [
      'another model',
      (json) => Object.assign(json.model, { type: 'Magic' }),
      'model: type: expected a model of a known type (BPE, Unigram, WordPiece, WordLevel), found "Magic"',
    ],
    [
      'a vocabulary in a list',
      (json) => Object.assign(json.model, { vocab: [] }),
      'model: vocab: expected an object of token ids, found an array of 0',
    ],
    [
      'an id as text',
      (json) => Object.assign(json.model.vocab, { a: '99' }),
      'model: vocab."a": expected a token id from 0 to 67108863, found "99"',
    ],
    [
      'a negative id',
      (json) => Object.assign(json.model.vocab, { a: -1 }),
      'model: vocab."a": expected a token id from 0 to 67108863, found -1',
    ],
    [
      'an id used twice',
      (json) => Object.assign(json.model.vocab, { new: A }),
      `model.vocab."new": expected one token per id, found ${A} for "a" too`,
    ],
    [
      'an added token with another id in the vocabulary',
      (json) => json.added_tokens.push({ id: 1_000, content: 'a' }),
      `added_tokens "a": expected id ${A} as in the vocabulary, found 1000`,
    ],
    [
      'an added token twice',
      (json) => json.added_tokens.push({ id: 1_024, content: '<x>' }, { id: 1_025, content: '<x>' }),
      'added_tokens: expected each token once, found "<x>" again',
    ],
    [
      'merges without end',
      (json) => Object.assign(json.model, { merges: Array.from({ length: 1_048_577 }, () => 'a b') }),
      'model: merges: expected at most 1048576, found 1048577',
    ],
    [
      'a merge of what the vocabulary lacks',
      (json) => Object.assign(json.model, { merges: [['a', 'zzzz']] }),
      'model: merges.0: expected tokens of the vocabulary, found "zzzz"',
    ],
    [
      'a first piece that a normalizer moves',
      (json) => {
        json.normalizer = { type: 'Sequence', normalizers: [{ type: 'Prepend', prepend: ' ' }] };
        json.pre_tokenizer.pretokenizers.push({
          type: 'Metaspace',
          replacement: '▁',
          prepend_scheme: 'first',
        });
      },
      'pre_tokenizer: expected no Metaspace with prepend_scheme "first" beside a normalizer of type "Prepend"',
    ],
    [
      'parts in parts without end',
      (json) => {
        for (let depth = 0; depth < 30; depth++) {
          json.normalizer = { type: 'Sequence', normalizers: [json.normalizer ?? { type: 'NFC' }] };
        }
      },
      'normalizer.normalizers.0.normalizers.0',
    ],
    [
      'merges that are no pairs',
      (json) => Object.assign(json.model, { merges: [7] }),
      'model: merges.0: expected a pair of tokens, found 7',
    ],
    [
      'a decoder of no type',
      (json) => Object.assign(json, { decoder: {} }),
      'decoder: type: expected a string, found nothing',
    ],
    [
      'an unknown part',
      (json) => Object.assign(json, { pre_tokenizer: { type: 'Magic' } }),
      'pre_tokenizer: type: expected a pre-tokenizer of a known type (Sequence, ',
    ],
  ])('%s', (_, change, message) => {
    const create = () => changed(change);
    expect(create).toThrow(ModelError);
    expect(create).toThrow(`nano/tokenizer.json: ${message}`);
  });

  it('any other JSON, with nothing but ModelError', () => {
    const component = fc.record({
      type: fc.constantFrom('ByteLevel', 'Sequence', 'Metaspace', 'Strip', 'Odd'),
    });
    const parts = fc.record({ pre_tokenizer: component, decoder: component, post_processor: fc.jsonValue() });
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), parts, (json, settings, changes) => {
        expect(() => createTokenizer(json, SETTINGS, CONFIG, 'nano')).toThrow(ModelError);
        for (const attempt of [
          () => createTokenizer(SMALL_BYTE_LEVEL, settings, CONFIG, 'nano'),
          () => createTokenizer({ ...SMALL_BYTE_LEVEL, ...changes }, SETTINGS, CONFIG, 'nano').encode('a'),
        ]) {
          try {
            attempt();
          } catch (error) {
            expect(error).toBeInstanceOf(ModelError);
          }
        }
      }),
    );
  });

  it('a config of another kind', () => {
    expect(() => createTokenizer(readNano('tokenizer.json'), [], CONFIG, 'nano')).toThrow(
      'nano/tokenizer_config.json: expected an object, found an array of 0',
    );
  });

  it('to drop a byte that the vocabulary lacks', () => {
    const tokenizer = changed((json) => delete json.model.vocab.Ã);
    expect(tokenizer.encode('e', { bos: false })).toHaveLength(1);
    expect(() => tokenizer.encode('é')).toThrow(
      'expected a token for each byte of the text, found none for byte 195',
    );
  });
});
