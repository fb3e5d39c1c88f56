import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SCRIPTS = ['lab', 'lab:wgpu'];

/**
 * npm runs a script in the package's folder, from wherever it was called; the paths that the caller typed are meant from there.
 * @returns the caller's folder; null where the process stands in it already, or was not started by npm.
 */
export function callersFolder(
  { INIT_CWD, npm_lifecycle_event }: NodeJS.ProcessEnv,
  cwd: string,
  root = ROOT,
): string | null {
  if (!INIT_CWD || !SCRIPTS.includes(npm_lifecycle_event ?? '')) return null;
  // Whoever changed the folder once more knows where paths are meant from.
  const [from, here, home] = [INIT_CWD, cwd, root].map((path) => folderAt(path));
  return from !== null && here === home && from !== here ? from : null;
}

function folderAt(path: string): string | null {
  try {
    const real = realpathSync(resolve(path));
    return statSync(real).isDirectory() ? real : null;
  } catch {
    return null;
  }
}

/** Where the process was started, before it goes to its caller's folder: what Node was told to import is meant from there. */
export const STARTED_IN = process.cwd();
