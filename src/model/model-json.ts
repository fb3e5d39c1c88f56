import { JsonError, parseJson } from '../experiment/read-json.ts';
import { otherKind } from './file-kind.ts';
import { ModelError } from './model-error.ts';
import type { ModelFiles } from './model-files.ts';

const MIB = 1 << 20;

/** Far above what any published model has, far below what would exhaust memory. */
const MOST_BYTES = {
  'config.json': 16 * MIB,
  'generation_config.json': 16 * MIB,
  'tokenizer.json': 64 * MIB,
  'tokenizer_config.json': 16 * MIB,
  'chat_template.json': MIB,
  'model.safetensors.index.json': 16 * MIB,
} as const;

export type ModelJsonFile = keyof typeof MOST_BYTES;

/**
 * Reads one of a model's JSON files, with the numbers that Python writes though JSON has none (`Infinity` in an unused field).
 * `name` is the model's, for messages. Throws ModelError saying what the file is where it is no JSON, with line and column.
 */
export async function readModelJson(files: ModelFiles, name: string, file: ModelJsonFile): Promise<unknown> {
  const bytes = await files.read(file, undefined, MOST_BYTES[file]);
  try {
    return parseJson(bytes, { pythonNumbers: true });
  } catch (cause) {
    if (!(cause instanceof JsonError)) throw cause;
    const kind = otherKind(bytes);
    const problem = kind === null ? cause.message : `expected JSON, found ${kind}`;
    throw new ModelError(`${name}/${file}`, problem, { cause });
  }
}
