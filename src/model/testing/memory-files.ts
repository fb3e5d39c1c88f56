import { MissingFileError } from '../model-error.ts';
import type { ModelFiles } from '../model-files.ts';

/** A model's folder in memory: bytes as they are, anything else as JSON. `listed`: its names can be told. */
export function memoryFiles(contents: Readonly<Record<string, object>>, listed = false): ModelFiles {
  const read = (name: string): Promise<Uint8Array> => {
    const content = contents[name];
    if (content instanceof Uint8Array) return Promise.resolve(content);
    if (content !== undefined) return Promise.resolve(new TextEncoder().encode(JSON.stringify(content)));
    return Promise.reject(new MissingFileError(`m/${name}`, 'expected a file, found none'));
  };
  return listed ? { read, names: () => Promise.resolve(Object.keys(contents)) } : { read };
}
