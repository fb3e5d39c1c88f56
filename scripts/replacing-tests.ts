import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/** What puts something else in the place of a module, a global, the clock or the environment. */
const REPLACES =
  /\bvi\.(mock|doMock|resetModules|stubGlobal|stubEnv|useFakeTimers|setSystemTime)\b|(assign|defineProperty)\(globalThis|\bprocess\.(exitCode|env\.\w+) = /;

/**
 * Test files in these folders that replace what a process shared with other files would keep replaced, as paths from the root.
 * Read from the files themselves, so that none can be forgotten.
 */
export function replacingTests(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
      .filter((file) => /\.test\.tsx?$/.test(file) && REPLACES.test(readFileSync(join(ROOT, file), 'utf8')))
      .toSorted(),
  );
}
