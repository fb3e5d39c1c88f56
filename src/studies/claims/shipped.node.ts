import { readFile } from 'node:fs/promises';
import type { Evidence } from './evidence.ts';
import { wholeEvidence } from './read-evidence.ts';

const PUBLIC = new URL('../../../public/', import.meta.url);

/** The evidence that ships, from this checkout. Throws ExperimentError naming what is damaged. */
export async function shippedEvidence(): Promise<Evidence> {
  return await wholeEvidence(async (path) => {
    try {
      return JSON.parse(await readFile(new URL(path, PUBLIC), 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  });
}
