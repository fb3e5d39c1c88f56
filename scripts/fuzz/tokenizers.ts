import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parseConfig } from '../../src/model/config.ts';
import type { ModelConfig } from '../../src/model/model-config.ts';
import { createTokenizer, type TextCodec } from '../../src/model/tokenizer.ts';
import { type Harness, must } from './harness.ts';
import { anyText, withMutations } from './mutate-text.ts';
import { SMALL_CONFIG, SMALL_TOKENIZERS } from './small-model.ts';

interface Subject {
  readonly name: string;
  readonly tokenizer: TextCodec;
  readonly vocabSize: number;
  /** Spelt in a text they become special tokens, which are no part of its text. */
  readonly special: readonly string[];
}

interface TokenizerFile {
  readonly added_tokens: readonly { readonly content: string }[];
}

function subjectOf(name: string, json: unknown, settings: unknown, config: ModelConfig): Subject {
  return {
    ...{ name, tokenizer: createTokenizer(json, settings, config, name), vocabSize: config.vocabSize },
    special: (json as TokenizerFile).added_tokens.map(({ content }) => content),
  };
}

function shipped(name: string): Subject {
  const read = (file: string): unknown =>
    JSON.parse(readFileSync(new URL(`../../public/models/${name}/${file}`, import.meta.url), 'utf8'));
  const config = parseConfig(read('config.json'), name);
  return subjectOf(name, read('tokenizer.json'), read('tokenizer_config.json'), config);
}

const SUBJECTS: readonly Subject[] = [
  ...SMALL_TOKENIZERS.map(({ name, json, settings }) => subjectOf(name, json, settings, SMALL_CONFIG)),
  shipped('pico'),
  shipped('nano'),
];

const SAMPLES = [
  'a',
  'Once upon a time, there was a little girl.',
  "12 cups + ½ = 1,250; don't",
  'fn main() {\n\treturn x[0];\n}\n',
  '    \n\n   a',
  '日本語のテキスト',
  'नमस्ते',
  '<s>a</s>',
];

const texts = fc.oneof(
  {
    weight: 2,
    arbitrary: withMutations(fc.constantFrom(...SAMPLES), SAMPLES, { dictionary: ['<s>', '<unk>'] }),
  },
  { weight: 2, arbitrary: anyText },
  // Long ones, of one kind of character or of any, for what takes more than linear time.
  {
    weight: 1,
    arbitrary: fc
      .tuple(anyText, fc.nat(200))
      .map(([piece, times]) => piece.repeat(times % 16 === 15 ? times : times % 4)),
  },
);

interface Input {
  readonly subject: Subject;
  readonly text: string;
}

export const tokenizers: Harness<Input> = {
  name: 'tokenizers',
  property:
    'every text has token ids of the vocabulary, one begin-of-text token in front where asked for, and decodes to itself, with U+FFFD for a lone surrogate and, after SentencePiece, a space for U+2581',
  inputs: fc.record({ subject: fc.constantFrom(...SUBJECTS), text: texts }, { noNullPrototype: true }),
  check({ subject, text }) {
    const { tokenizer, vocabSize, special } = subject;
    const ids = tokenizer.encode(text, { bos: false });
    const known = ids.every((id) => Number.isInteger(id) && id >= 0 && id < vocabSize);
    must(known, `ids outside of the vocabulary: ${ids.join(' ')}`);
    checkBeginning(tokenizer, text, ids);
    must(
      ids.every((id) => tokenizer.tokenText(id) !== ''),
      'a token that is shown as nothing',
    );
    const back = tokenizer.decode(ids);
    if (special.some((token) => text.includes(token))) return `${subject.name}, with special tokens`;
    must(back === spelt(text, subject), `decodes to ${JSON.stringify(back)}`);
    return subject.name;
  },
  keep: ({ subject, text }) => ({
    'text.txt': text,
    'text.json': JSON.stringify(text),
    'tokenizer.txt': subject.name,
  }),
};

/** What a text's tokens spell. Tokenizers after SentencePiece write a space as U+2581, and so cannot tell the two apart. */
function spelt(text: string, { name }: Subject): string {
  const whole = text.toWellFormed();
  return name.startsWith('byte fallback') ? whole.replaceAll('\u2581', ' ') : whole;
}

function checkBeginning(tokenizer: TextCodec, text: string, ids: readonly number[]): void {
  const [bos] = tokenizer.encode('');
  const expected = bos === undefined || ids[0] === bos ? ids : [bos, ...ids];
  const found = tokenizer.encode(text);
  must(found.join() === expected.join(), `with a begin-of-text token: ${found.join(' ')}`);
}
