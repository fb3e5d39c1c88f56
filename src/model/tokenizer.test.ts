import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ModelConfig, parseConfig } from './config.ts';
import { ModelError } from './model-error.ts';
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

  it('refuses more than one token, and one without an id', () => {
    const twice = (json: TokenizerJson) => json.post_processor.single.push(json.post_processor.single[0]);
    expect(() => changed(twice)).toThrow('post_processor: expected one begin-of-text token, found 2');
    const nameless = { add_bos_token: true, bos_token: '<none>' };
    expect(() => changed(withoutTemplate, nameless)).toThrow(
      'expected one begin-of-text token, found one of no id',
    );
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
  for (let byte = 0; byte < 256; byte++) {
    vocab[`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`] = 5 + byte;
  }
  const json = {
    added_tokens: [{ id: 1, content: '<s>', special: true }],
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'Prepend', prepend: '▁' },
        { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
      ],
    },
    pre_tokenizer: null,
    post_processor: null,
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
        { type: 'Strip', content: ' ', start: 1, stop: 0 },
      ],
    },
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
    ['no model', (json) => delete json.model, 'model: expected an object, found nothing'],
    [
      'another model',
      (json) => Object.assign(json.model, { type: 'Unigram' }),
      'model.type: expected "BPE", found "Unigram"',
    ],
    [
      'a vocabulary in a list',
      (json) => Object.assign(json.model, { vocab: [] }),
      'model.vocab: expected an object of token ids, found an array of 0',
    ],
    [
      'an id as text',
      (json) => Object.assign(json.model.vocab, { a: '99' }),
      'model.vocab.a: expected a token id, found "99"',
    ],
    [
      'a negative id',
      (json) => Object.assign(json.model.vocab, { a: -1 }),
      'model.vocab.a: expected a token id of 0 or more, found -1',
    ],
    [
      'an id used twice',
      (json) => Object.assign(json.model.vocab, { new: A }),
      `model.vocab."new": expected one token per id, found ${A} for "a" too`,
    ],
    [
      'merges that are no pairs',
      (json) => Object.assign(json.model, { merges: [7] }),
      'model.merges.0: expected a pair of tokens, found 7',
    ],
    [
      'a decoder of no type',
      (json) => Object.assign(json, { decoder: {} }),
      'decoder.type: expected a string, found nothing',
    ],
    [
      'an unknown part',
      (json) => Object.assign(json, { pre_tokenizer: { type: 'Magic' } }),
      'expected a tokenizer that the library can run',
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
