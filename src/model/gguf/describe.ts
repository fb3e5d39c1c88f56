import type { PackedDtype } from '../../numerics/dtypes.ts';
import { elementsOf } from '../graph.ts';
import type { ModelConfig } from '../model-config.ts';
import type { ModelFiles } from '../model-files.ts';
import { unlessChanged } from '../read-hashed.ts';
import { storedFormat } from '../stored-format.ts';
import type { TextCodec } from '../tokenizer.ts';
import { type JoinedHeader, joined, readParts } from './parts.ts';
import { startOf } from './start.ts';
import { readTokenizer, type TokenizerFiles } from './tokenizer.ts';

/** Reads config and tokenizer alone, and of the files no more than their headers. Throws ModelError. */
export async function readGgufTokenizer(
  files: ModelFiles,
  name: string,
  first: string,
): Promise<{ readonly config: ModelConfig; readonly tokenizer: TextCodec }> {
  const parts = await readParts(files, name, first);
  return await unlessChanged(files, parts, () => startOf(joined(parts), parts[0].where, true));
}

/** What the headers of a GGUF file, or of its parts, tell of a model, its tokenizer included. */
export interface GgufDescription {
  readonly config: ModelConfig;
  /** What most of its weights are held in where they are kept as stored. */
  readonly stored: PackedDtype;
}

/**
 * Reads the headers alone and checks all that they tell; `sizeOf`: bytes of a whole file, where they are known, which its header's tensors have to end
 * at. Throws ModelError.
 */
export async function describeGguf(
  files: ModelFiles,
  name: string,
  first: string,
  sizeOf: (path: string) => number | null,
): Promise<GgufDescription> {
  const parts = await readParts(files, name, first, sizeOf);
  const header = joined(parts);
  return { config: startOf(header, parts[0].where, true).config, stored: storedFormat(mostOf(header)) };
}

/** The type that holds the most elements. */
function mostOf({ tensors }: JoinedHeader): string {
  const elements = new Map<string, number>();
  for (const { type, shape } of tensors) elements.set(type, (elements.get(type) ?? 0) + elementsOf(shape));
  return [...elements].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? 'F32';
}

/** The tokenizer of a file as the two that Hugging Face's form has. Throws ModelError. */
export async function readGgufTokenizerFiles(
  files: ModelFiles,
  name: string,
  first: string,
): Promise<TokenizerFiles> {
  const [{ header, where }] = await readParts(files, name, first);
  return readTokenizer(header.metadata, where, []);
}
