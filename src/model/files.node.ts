import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelFiles } from './load.ts';
import { MissingFileError, ModelError } from './model-error.ts';

/** A model's folder on disk, for the command line and tests; browser code must not import this file. */
export function nodeModelFiles(dir: string): ModelFiles {
  return {
    async read(name, onBytes) {
      const path = join(dir, name);
      try {
        const bytes = await readFile(path);
        onBytes?.(bytes.length, bytes.length);
        return bytes;
      } catch (cause) {
        const folder = await stat(dir).catch(() => null);
        if (!folder?.isDirectory())
          throw new ModelError(dir, 'expected a folder of model files, found none', { cause });
        const kind = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? MissingFileError : ModelError;
        const reason = (cause as Error).message;
        throw new kind(path, `expected a file, found none that can be read (${reason})`, { cause });
      }
    },
  };
}
