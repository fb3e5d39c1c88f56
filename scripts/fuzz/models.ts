import fc from 'fast-check';
import { checkpointTensors } from '../../src/model/assemble.ts';
import { bytesOf } from '../../src/model/checkpoint.ts';
import { elementsOf } from '../../src/model/graph.ts';
import { type LoadedModel, loadModel } from '../../src/model/load.ts';
import { ModelError } from '../../src/model/model-error.ts';
import { memoryFiles } from '../../src/model/testing/memory-files.ts';
import { safetensorsFile } from '../../src/model/testing/synthetic.ts';
import { type Harness, must, refusal } from './harness.ts';
import { mutatedJson } from './mutate-json.ts';
import { bytesOfText, mutatedText, textOfBytes } from './mutate-text.ts';
import { SMALL_TOKENIZERS, shardedModelFiles, smallModelFiles } from './small-model.ts';

type Folder = ReadonlyMap<string, Uint8Array>;

const FOLDERS: readonly Folder[] = [
  ...SMALL_TOKENIZERS.map(smallModelFiles),
  shardedModelFiles(SMALL_TOKENIZERS[0]),
];

/** What stands in a model's place where a download went wrong, as text of bytes. */
const STRANGERS: readonly string[] = [
  '',
  '{}',
  'null',
  '\xef\xbb\xbf{}',
  `version https://git-lfs.github.com/spec/v1\noid sha256:${'5'.repeat(64)}\nsize 1234567\n`,
  '<!doctype html><html><head><title>Sign in</title></head></html>',
  `PK\x03\x04${'\0'.repeat(64)}`,
  `GGUF\x03\0\0\0${'\0'.repeat(64)}`,
  `\x80\x02}q\0.${'\0'.repeat(64)}`,
  `${'\xff'.repeat(8)}{}`,
];

const LENGTH_BYTES = 8;

/** One file of a folder, mutated: as JSON where it is some, else as bytes. */
function mutatedFile(folder: Folder, name: string): fc.Arbitrary<Uint8Array> {
  const file = folder.get(name)!;
  const bytes = mutatedText([textOfBytes(file), ...STRANGERS], { greatest: 255 }).map(bytesOfText);
  return fc.oneof({ weight: 3, arbitrary: ofJson(name, file) }, { weight: 1, arbitrary: bytes });
}

function ofJson(name: string, file: Uint8Array): fc.Arbitrary<Uint8Array> {
  const parsed = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));
  if (name.endsWith('.json'))
    return mutatedJson([parsed(file)]).map((json) => new TextEncoder().encode(json));
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const data = file.subarray(LENGTH_BYTES + length);
  return mutatedJson([parsed(file.subarray(LENGTH_BYTES, LENGTH_BYTES + length))]).map((header) =>
    safetensorsFile(header, [data]),
  );
}

/** A folder with one file mutated or taken away. */
function mutatedFolder(folder: Folder, name: string): fc.Arbitrary<Folder> {
  const others = [...folder].filter(([other]) => other !== name);
  return fc
    .option(mutatedFile(folder, name), { freq: 50 })
    .map((file) => new Map(file === null ? others : [...others, [name, file]]));
}

/** The first folder is what failures shrink to. */
const inputs: fc.Arbitrary<Folder> = fc.oneof(
  ...FOLDERS.flatMap((folder) => [...folder.keys()].map((name) => mutatedFolder(folder, name))),
);

/** Of all tokens every so many are shown, which leaves the time to more inputs. */
const ID_STEP = 11;
const PROBE = 'ab 12½ \ud83d\ude00 \ud83d';

export const models: Harness<Folder> = {
  name: 'models',
  property:
    "a model's folder loads or is refused by a ModelError; what loads has tensors of the sizes that they say, and its tokenizer gives ids, of the vocabulary unless it warns of others, or a ModelError",
  inputs,
  async check(folder) {
    let model: LoadedModel;
    try {
      model = await loadModel(memoryFiles(Object.fromEntries(folder)), 'fuzzed');
    } catch (error) {
      const kind = refusal(error, [ModelError]);
      const named = [...folder.keys()].filter((name) => String(error).includes(name));
      // The longest, since an index is named after the file that it stands for.
      return `${kind} of ${named.toSorted((a, b) => b.length - a.length)[0] ?? 'a file that is not there'}`;
    }
    checkTensors(model);
    return `loaded, ${checkTokenizer(model)}`;
  },
  keep: (folder) => Object.fromEntries(folder),
};

/** Tensors have the sizes that they say. */
export function checkTensors({ checkpoint }: LoadedModel): void {
  for (const { name, shape, dtype, bytes } of checkpointTensors(checkpoint)) {
    const size = bytesOf(dtype, elementsOf(shape));
    must(bytes.length === size, `${name} has ${bytes.length} bytes of ${size}`);
  }
}

/** What became of a tokenizer that was loaded. */
export function checkTokenizer({ tokenizer, checkpoint, warnings }: LoadedModel): string {
  const { vocabSize } = checkpoint.config;
  const some = Array.from({ length: Math.ceil(vocabSize / ID_STEP) }, (_, i) => i * ID_STEP);
  must(
    some.every((id) => typeof tokenizer.tokenText(id) === 'string'),
    'a token without a text',
  );
  must(typeof tokenizer.decode(some) === 'string', 'tokens that decode to no text');
  let ids: readonly number[];
  try {
    ids = tokenizer.encode(PROBE);
  } catch (error) {
    return refusal(error, [ModelError]);
  }
  must(
    ids.every((id) => Number.isInteger(id) && id >= 0),
    `ids that are none: ${ids.join(' ')}`,
  );
  if (ids.every((id) => id < vocabSize)) return 'encodes';
  must(
    warnings.some((warning) => warning.includes('vocab_size')),
    `ids outside of the vocabulary without a word: ${ids.join(' ')}`,
  );
  return 'warns of ids outside of the vocabulary';
}
