import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const KEPT = join(ROOT, '.cache/package');

/** What a package is made from. */
const MADE_FROM = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'README.md',
  'CHANGELOG.md',
  'docs',
  'experiments',
  'public',
  'scripts',
  'shaders',
  'src',
  'studies',
];

/** The tarball that `npm pack` makes of this tree: made once for what stands in it, since another release of Node.js may ask for it again. */
export function packedTarball(): string {
  const path = join(KEPT, `${stateOf(MADE_FROM)}.tgz`);
  if (existsSync(path)) return path;
  rmSync(KEPT, { recursive: true, force: true });
  mkdirSync(KEPT, { recursive: true });
  const folder = mkdtempSync(join(KEPT, 'new-'));
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd: ROOT,
    shell: process.platform === 'win32',
  });
  const [made] = readdirSync(folder);
  renameSync(join(folder, made), path);
  rmSync(folder, { recursive: true });
  return path;
}

/** A hash of names, sizes and times of all files below. */
function stateOf(names: readonly string[]): string {
  const hash = createHash('sha256');
  for (const name of names) {
    const path = join(ROOT, name);
    const files = statSync(path).isFile() ? [path] : filesBelow(path);
    for (const file of files) {
      const { size, mtimeMs } = statSync(file);
      hash.update(`${file} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex').slice(0, 16);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
