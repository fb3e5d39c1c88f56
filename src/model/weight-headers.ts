import { assembleCheckpoint } from './assemble.ts';
import type { Checkpoint, StoredTensor } from './checkpoint.ts';
import { tensorIn, ZEROS } from './file-bytes.ts';
import { ggufIn } from './gguf-file.ts';
import type { ModelConfig } from './model-config.ts';
import { MissingFileError } from './model-error.ts';
import type { ModelFiles } from './model-files.ts';
import { readModelJson } from './model-json.ts';
import { readStart } from './read-start.ts';
import { startEntries } from './safetensors.ts';
import { parseShardIndex } from './shard-index.ts';
import { INDEX, ONE_FILE } from './weights.ts';

/**
 * A model's weights by the headers of their files alone: names, dtypes and shapes as they are stored, which is what planning memory takes; their
 * bytes read as zeros. Throws ModelError.
 */
export async function readWeightHeaders(
  files: ModelFiles,
  name: string,
  config: ModelConfig,
): Promise<Checkpoint> {
  const gguf = await ggufIn(files, name);
  if (gguf !== null)
    return await (await import('./gguf/read-gguf.ts')).readGgufWeightHeaders(files, name, gguf, config);
  const tensors = await tensorsOf(files, name, ONE_FILE).catch(async (error: unknown) => {
    if (!(error instanceof MissingFileError)) throw error;
    const shards = parseShardIndex(await readModelJson(files, name, INDEX), `${name}/${INDEX}`);
    const found: StoredTensor[] = [];
    for (const shard of shards.keys()) found.push(...(await tensorsOf(files, name, shard)));
    return found;
  });
  return assembleCheckpoint(config, new Map(tensors.map((each) => [each.name, each])), '', name);
}

async function tensorsOf(files: ModelFiles, name: string, file: string): Promise<StoredTensor[]> {
  const where = `${name}/${file}`;
  const { entries } = await readStart(files, file, (bytes) => startEntries(bytes, where));
  return entries.map(({ begin, end, ...named }) => tensorIn(ZEROS, named, begin, end));
}
