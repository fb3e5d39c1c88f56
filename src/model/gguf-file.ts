import { listed, ModelError, shown } from './model-error.ts';
import type { ModelFiles } from './model-files.ts';

const GGUF = /\.gguf$/i;

/** The one GGUF file that a folder is, rather than a checkpoint with its config; null where it is none. Throws ModelError where there are several. */
export async function ggufIn(files: ModelFiles, name: string): Promise<string | null> {
  // What is wrong with a folder is said by who reads its files.
  const there = (await files.names?.().catch(() => [])) ?? [];
  const ggufs = there.filter((file) => GGUF.test(file));
  if (ggufs.length === 0 || there.includes('config.json')) return null;
  if (ggufs.length === 1) return ggufs[0];
  throw new ModelError(name, `expected one GGUF file, found ${listed(ggufs.map(shown))}: name one of them`);
}

export function isGgufName(path: string): boolean {
  return GGUF.test(path);
}

/** A folder as if it had nothing but one file. */
export function onlyFile(files: ModelFiles, file: string): ModelFiles {
  return { ...files, names: () => Promise.resolve([file]) };
}
