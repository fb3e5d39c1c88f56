import { readFile } from 'node:fs/promises';
import type { Evidence } from './evidence.ts';
import { readEvidence } from './read-evidence.ts';

const PUBLIC = new URL('../../../public/', import.meta.url);

/** The evidence that ships, from this checkout. Throws what reading a file throws, but where there is none. */
export async function shippedEvidence(): Promise<Evidence> {
  return await readEvidence(async (path) => {
    try {
      return JSON.parse(await readFile(new URL(path, PUBLIC).pathname, 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  });
}
