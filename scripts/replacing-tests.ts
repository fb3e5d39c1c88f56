import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

const REPLACING = [
  /\bvi\.(mock|doMock|resetModules|stubGlobal|stubEnv|useFakeTimers|setSystemTime|spyOn)\b/,
  /\b(assign|defineProperty)\((globalThis|Object\.prototype)\b/,
  /\bprocess\.(exitCode|env\.\w+) = /,
  /\bfake-indexeddb\/auto\b/,
];

/** What a test takes from a folder of helpers. */
const HELPER = /from '(\.[^']*\/testing\/[^']+\.tsx?)'/g;

/** Whether a test puts something else in the place of a module, a global, the clock or the environment. */
export function replaces(source: string): boolean {
  return REPLACING.some((pattern) => pattern.test(source));
}

/** By itself or by a helper that it imports. */
function replacesAnywhere(file: string): boolean {
  const source = readFileSync(join(ROOT, file), 'utf8');
  const helpers = [...source.matchAll(HELPER)].map(([, path]) => join(ROOT, dirname(file), path));
  return replaces(source) || helpers.some((path) => replaces(readFileSync(path, 'utf8')));
}

/**
 * Test files in these folders that replace what a process shared with other files would keep replaced, as paths from the root.
 * Read from the files themselves, so that none can be forgotten.
 */
export function replacingTests(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
      .filter((file) => /\.test\.tsx?$/.test(file) && replacesAnywhere(file))
      .toSorted(),
  );
}
