import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isCoded } from './usage.ts';

/**
 * Makes a folder and those above it that are missing. Where none can be made, as below /proc, Node's own `recursive` tries for ever. Throws
 * the system's error.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (!isCoded(error)) throw error;
    if (error.code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    const above = dirname(resolve(path));
    if (error.code !== 'ENOENT' || above === resolve(path)) throw error;
    await makeFolder(above);
    await mkdir(path);
  }
}
