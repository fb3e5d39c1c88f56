import { firstPart, partsOf } from '../experiment/gguf-parts.ts';
import { listed, ModelError, shown } from './model-error.ts';
import type { ModelFiles } from './model-files.ts';

const GGUF = /\.gguf$/i;

export function isGguf(path: string): boolean {
  return GGUF.test(path);
}

/** The models that GGUF files among some paths are: each file by itself, and of a split one the first part, whether it is there or not. */
export function ggufModels(paths: readonly string[]): readonly string[] {
  return [...new Set(paths.filter(isGguf).map(firstPart))];
}

/**
 * The one GGUF file that a folder is, rather than a checkpoint with its config, or the first of its parts; null where it is none. Throws ModelError
 * where there are several models.
 */
export async function ggufIn(files: ModelFiles, name: string): Promise<string | null> {
  // What is wrong with a folder is said by who reads its files.
  const there = (await files.names?.().catch(() => [])) ?? [];
  if (there.includes('config.json')) return null;
  const models = ggufModels(there);
  if (models.length === 0) return null;
  if (models.length === 1) return models[0];
  throw new ModelError(name, `expected one GGUF file, found ${listed(models.map(shown))}: name one of them`);
}

/** A folder as if it had nothing but one file, or the parts of one. */
export function onlyFile(files: ModelFiles, file: string): ModelFiles {
  const own = partsOf(file);
  return {
    ...files,
    async names() {
      if (own.length === 1) return own;
      const there = new Set(await files.names?.().catch(() => []));
      const found = own.filter((part) => there.has(part));
      // Of a folder further down no names are told: what is missing is found when it is read.
      return found.length > 0 ? found : own;
    },
  };
}

/** What a split model lacks, by the paths that are there; null where all is there. `name`: the model's. */
export function missingParts(name: string, first: string, there: readonly string[]): ModelError | null {
  const [parts, known] = [partsOf(first), new Set(there)];
  const missing = parts.filter((part) => !known.has(part));
  return missing.length === 0 ? null : lackOf(name, parts, missing);
}

/** The lack of some parts: which, of how many. */
export function lackOf(
  name: string,
  parts: readonly string[],
  missing: readonly string[],
  cause?: Error,
): ModelError {
  const lacking = new Set(missing);
  const [place, ...more] = parts.flatMap((part, i) => (lacking.has(part) ? [i + 1] : []));
  const others = more.length === 0 ? '' : `, nor for ${listed(more)}`;
  return new ModelError(
    `${name}/${parts[place - 1]}`,
    `expected part ${place} of ${parts.length}, found no such file${others}: fetch it too`,
    { cause },
  );
}
