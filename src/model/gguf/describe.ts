import type { PackedDtype } from '../../numerics/dtypes.ts';
import { elementsOf } from '../graph.ts';
import type { ModelConfig } from '../model-config.ts';
import type { ModelFiles } from '../model-files.ts';
import { storedFormat } from '../stored-format.ts';
import type { TextCodec } from '../tokenizer.ts';
import type { GgufHeader } from './header.ts';
import { readHeaderAlone } from './read-header.ts';
import { placeOf, startOf } from './start.ts';
import { readTokenizer, type TokenizerFiles } from './tokenizer.ts';

/** Reads config and tokenizer alone, and of the file no more than its header. Throws ModelError. */
export async function readGgufTokenizer(
  files: ModelFiles,
  name: string,
  path: string,
): Promise<{ readonly config: ModelConfig; readonly tokenizer: TextCodec }> {
  const where = placeOf(name, path);
  return startOf(await readHeaderAlone(files, path, where), where, true);
}

/** What a file's header tells of a model, its tokenizer included. */
export interface GgufDescription {
  readonly config: ModelConfig;
  /** What most of its weights are held in where they are kept as stored. */
  readonly stored: PackedDtype;
}

/**
 * Reads a file's header alone and checks all that it tells; `size`: of the whole file in bytes, where it is known, which the header's tensors have to
 * end at. Throws ModelError.
 */
export async function describeGguf(
  files: ModelFiles,
  name: string,
  path: string,
  size: number | null,
): Promise<GgufDescription> {
  const where = placeOf(name, path);
  const header = await readHeaderAlone(files, path, where, size);
  return { config: startOf(header, where, true).config, stored: storedFormat(mostOf(header)) };
}

/** The type that holds the most elements. */
function mostOf({ tensors }: GgufHeader): string {
  const elements = new Map<string, number>();
  for (const { type, shape } of tensors) elements.set(type, (elements.get(type) ?? 0) + elementsOf(shape));
  return [...elements].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? 'F32';
}

/** The tokenizer of a file as the two that Hugging Face's form has. Throws ModelError. */
export async function readGgufTokenizerFiles(
  files: ModelFiles,
  name: string,
  path: string,
): Promise<TokenizerFiles> {
  const where = placeOf(name, path);
  const { metadata } = await readHeaderAlone(files, path, where);
  return readTokenizer(metadata, where, []);
}
