import fc from 'fast-check';
import { readHeader } from '../../src/model/gguf/header.ts';
import { rawGguf } from '../../src/model/gguf/testing/files.ts';
import { SMALL_MODELS, smallModel } from '../../src/model/gguf/testing/small-models.ts';
import { WHOLE_FILE } from '../../src/model/gguf/tokenizer.ts';
import { writeGguf } from '../../src/model/gguf/write/write-gguf.ts';
import { ggufIn } from '../../src/model/gguf-file.ts';
import { type LoadedModel, loadModel } from '../../src/model/load.ts';
import { ModelError } from '../../src/model/model-error.ts';
import { randomTokenizerJson } from '../../src/model/random-tokenizer.ts';
import { memoryFiles } from '../../src/model/testing/memory-files.ts';
import { type Harness, must, refusal } from './harness.ts';
import { checkTensors, checkTokenizer } from './models.ts';
import { bytesOfText, textOfBytes, withMutations } from './mutate-text.ts';
import { SMALL_TOKENIZERS } from './small-model.ts';

const FILE = 'fuzzed.gguf';
/** Bytes that a header of a few kilobytes may make a reader allocate at once, itself and what it says included. */
const MOST_ALLOCATED = 1 << 24;

/** A file of each architecture, and of each kind of tokenizer; half of the latter without the tokenizer.json that they carry. */
const BASES: readonly Uint8Array[] = [
  ...Object.keys(SMALL_MODELS).map((name) => baseOf(name, { json: randomTokenizerJson(101), settings: {} })),
  ...SMALL_TOKENIZERS.flatMap((tokenizer) => {
    const whole = baseOf('llama', tokenizer);
    return [whole, withoutWhole(whole)];
  }),
];

function baseOf(name: string, tokenizer: { readonly json: unknown; readonly settings: unknown }): Uint8Array {
  const checkpoint = smallModel(name, 'F16');
  const special = { bos: 0, ends: [1], addBos: true };
  // f16 and blocks: every width of the data.
  return new Uint8Array(Buffer.concat([...writeGguf({ name, checkpoint, tokenizer, special }, 'q8')]));
}

/** The key under another name, of the same length. */
function withoutWhole(bytes: Uint8Array): Uint8Array {
  return bytesOfText(textOfBytes(bytes).replace(WHOLE_FILE, WHOLE_FILE.toUpperCase()));
}

/** Words that are written over a place: lengths, types and offsets that trip readers. */
const WORDS: readonly string[] = [0, 1, 2, 3, 8, 9, 13, 32, 255, 65_536, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]
  .flatMap((value) => [
    [value, 0],
    [0, value],
    [value, 0xffff_ffff],
  ])
  .map((words) => textOfBytes(new Uint8Array(Uint32Array.from(words).buffer)));

/** Where words are written: among the first entries, among the tensors at the end of a header, anywhere in it. */
const REGIONS = ['entries', 'tensors', 'header'] as const;
const REGION_BYTES = 1_500;
const PLACES = 1_000_000;

interface Written {
  readonly region: (typeof REGIONS)[number];
  /** In millionths of the region. */
  readonly place: number;
  readonly word: string;
  readonly length: 1 | 4 | 8;
}

const written: fc.Arbitrary<Written> = fc.record({
  region: fc.constantFrom(...REGIONS),
  // Evenly: numbers are small more often than not else.
  place: fc.noBias(fc.nat(PLACES)),
  word: fc.constantFrom(...WORDS),
  length: fc.constantFrom(1, 4, 8),
});

/** A base with words written over places of its header. */
const overwritten = fc
  .tuple(fc.constantFrom(...BASES), fc.array(written, { minLength: 1, maxLength: 3 }))
  .map(([base, words]) => {
    const header = readHeader(base, base.length, FILE);
    const end = 'needs' in header ? base.length : header.data;
    return words.reduce((text, { region, place, word, length }) => {
      const from = region === 'tensors' ? Math.max(end - REGION_BYTES, 0) : 0;
      const to = region === 'entries' ? Math.min(REGION_BYTES, end) : end;
      const at = from + Math.floor(((to - from - word.length) * place) / PLACES);
      return text.slice(0, at) + word.slice(0, length) + text.slice(at + length);
    }, textOfBytes(base));
  });

const texts = BASES.map(textOfBytes);
const strangers = ['', 'GGUF', `GGUF\x03\0\0\0${'\xff'.repeat(64)}`, textOfBytes(rawGguf())];

const inputs: fc.Arbitrary<Uint8Array> = fc
  .oneof(
    { weight: 4, arbitrary: overwritten },
    { weight: 1, arbitrary: withMutations(overwritten, texts, { greatest: 255 }) },
    {
      weight: 1,
      arbitrary: withMutations(fc.constantFrom(...texts, ...strangers), texts, { greatest: 255 }),
    },
  )
  .map(bytesOfText);

export const ggufs: Harness<Uint8Array> = {
  name: 'ggufs',
  property:
    'a GGUF file loads or is refused by a ModelError that names it, and allocates little whatever its header says; what loads has tensors of the sizes that they say, and its tokenizer gives ids or a ModelError',
  inputs,
  async check(bytes) {
    const files = memoryFiles({ [FILE]: bytes }, true);
    must((await ggufIn(files, 'm')) === FILE, 'the file is not taken for the model');
    const before = process.memoryUsage().arrayBuffers;
    let model: LoadedModel;
    try {
      model = await loadModel(files, 'm');
    } catch (error) {
      const kind = refusal(error, [ModelError]);
      must(String(error).includes(FILE), `a refusal that names no file: ${String(error)}`);
      return kind;
    } finally {
      const grown = process.memoryUsage().arrayBuffers - before;
      must(grown < MOST_ALLOCATED, `${grown} bytes allocated for a file of ${bytes.length}`);
    }
    checkTensors(model);
    return `loaded, ${checkTokenizer(model)}`;
  },
  keep: (bytes) => ({ [FILE]: bytes }),
};
