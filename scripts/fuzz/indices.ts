import fc from 'fast-check';
import { checkpointTensors } from '../../src/model/assemble.ts';
import { bytesOf } from '../../src/model/checkpoint.ts';
import { elementsOf } from '../../src/model/graph.ts';
import { loadCheckpoint } from '../../src/model/load.ts';
import { ModelError } from '../../src/model/model-error.ts';
import type { ModelFiles } from '../../src/model/model-files.ts';
import { memoryFiles } from '../../src/model/testing/memory-files.ts';
import { type Harness, must, refusal } from './harness.ts';
import { mutatedJson } from './mutate-json.ts';
import { SMALL_TOKENIZERS, shardedModelFiles } from './small-model.ts';

const INDEX = 'model.safetensors.index.json';
const FOLDER = shardedModelFiles(SMALL_TOKENIZERS[0]);
const WHOLE = JSON.parse(new TextDecoder().decode(FOLDER.get(INDEX))) as {
  readonly weight_map: Readonly<Record<string, string>>;
};
const SHARDS = [...new Set(Object.values(WHOLE.weight_map))];
/** Of other places, and of files that are none. */
const PATHS = [
  '../secret.safetensors',
  '/etc/passwd',
  'https://elsewhere.test/a.safetensors',
  'a\\b.safetensors',
];
const INDICES = [
  WHOLE,
  ...PATHS.map((path) => ({ weight_map: { ...WHOLE.weight_map, [Object.keys(WHOLE.weight_map)[0]]: path } })),
];

interface Input {
  readonly index: string;
  /** Left out of the folder. */
  readonly missing: string | null;
  /** Whether the folder's place tells its names. */
  readonly named: boolean;
}

export const indices: Harness<Input> = {
  name: 'indices',
  property:
    'shards load by their index or are refused by a ModelError that names the index or a shard; no file is asked for but those of the folder, by a plain name; what loads has every tensor at its size',
  inputs: fc.record({
    index: fc.oneof(
      { weight: 1, arbitrary: fc.constant(JSON.stringify(WHOLE)) },
      { weight: 4, arbitrary: mutatedJson([WHOLE]) },
      { weight: 1, arbitrary: mutatedJson(INDICES) },
    ),
    missing: fc.oneof(
      { weight: 9, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.constantFrom(...SHARDS) },
    ),
    named: fc.boolean(),
  }),
  async check({ index, missing, named }) {
    const kept = [...FOLDER].filter(([name]) => name !== missing);
    const folder = Object.fromEntries([...kept, [INDEX, new TextEncoder().encode(index)]]);
    const asked: string[] = [];
    const outcome = await loadCheckpoint(watched(folder, named, asked), {}, 'm').then(
      (checkpoint) => {
        for (const { name, shape, dtype, bytes } of checkpointTensors(checkpoint))
          must(bytes.length === bytesOf(dtype, elementsOf(shape)), `${name} of ${bytes.length} bytes`);
        must(missing === null, 'a model without one of its shards');
        return 'loaded';
      },
      (error: unknown) => {
        const kind = refusal(error, [ModelError]);
        must(
          /m\/model[\w.-]*|m\/[\w.-]+\.safetensors/.test(String(error)),
          `names no file: ${String(error)}`,
        );
        return kind;
      },
    );
    for (const name of asked) must(/^[\w][\w.-]*$/.test(name), `asks for ${name}`);
    return outcome;
  },
  keep: ({ index, missing }) => ({ [INDEX]: index, 'missing.txt': missing ?? '' }),
};

function watched(folder: Record<string, Uint8Array>, named: boolean, asked: string[]): ModelFiles {
  const files = memoryFiles(folder);
  return {
    read(name, onBytes, most) {
      asked.push(name);
      return files.read(name, onBytes, most);
    },
    ...(named ? { names: () => Promise.resolve(Object.keys(folder)) } : {}),
  };
}
