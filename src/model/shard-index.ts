import { z } from 'zod';
import { ModelError, parseField, shown } from './model-error.ts';

const MOST_SHARDS = 10_000;

/** `metadata.total_size` is left alone: tools write it with and without tied weights. */
const schema = z.object(
  { weight_map: z.record(z.string(), z.string('a file name'), 'an object of file names') },
  'an object',
);

/**
 * Reads a `model.safetensors.index.json`: shard file to the names of its tensors, in order of file name. Throws ModelError
 * where it is no such index, or names a file outside the model's folder.
 */
export function parseShardIndex(json: unknown, where: string): ReadonlyMap<string, ReadonlySet<string>> {
  const { weight_map } = parseField(schema, json, where);
  const shards = new Map<string, Set<string>>();
  for (const [tensor, file] of Object.entries(weight_map)) {
    // A name and nothing else: a path could lead out of the folder, or to another host.
    if (!/^[A-Za-z0-9_][A-Za-z0-9._-]{0,199}\.safetensors$/.test(file))
      throw new ModelError(
        where,
        `weight_map.${shown(tensor)}: expected the name of a safetensors file beside it, found ${shown(file)}`,
      );
    const names = shards.get(file) ?? new Set();
    shards.set(file, names.add(tensor));
  }
  if (shards.size === 0 || shards.size > MOST_SHARDS)
    throw new ModelError(where, `weight_map: expected 1 to ${MOST_SHARDS} files, found ${shards.size}`);
  return new Map([...shards].sort(([a], [b]) => (a < b ? -1 : 1)));
}
