import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Of a checkout or an installed package. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The file of an experiment that comes with the lab. */
export function presetFile(id: string): string {
  return join(ROOT, 'experiments', `${id}.json`);
}

/**
 * Where to read what a command line names: the caller's own file, or else, of `needle`, `needle.json` or `experiments/needle.json`, the one that comes
 * with the lab. A name that is neither stays as it is, for whoever reads it to refuse.
 */
export function ownOrShipped(folder: 'experiments' | 'studies', name: string): string {
  if (existsSync(name)) return name;
  const [, id] = new RegExp(`^(?:${folder}/)?([\\w-]+)(?:\\.json)?$`).exec(name) ?? [];
  const shipped = id === undefined ? null : join(ROOT, folder, `${id}.json`);
  return shipped !== null && existsSync(shipped) ? shipped : name;
}
