import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

const DIST = process.env.BATCHMATES_DIST ?? 'dist';

export interface FileWeight {
  readonly path: string;
  readonly bytes: number;
  readonly gzipped: number;
}

/** Gzipped bytes of the scripts that the page loads before it draws: the module of index.html and what it preloads. */
export async function firstScriptBytes(): Promise<number> {
  const html = await readFile(join(DIST, 'index.html'), 'utf8');
  const scripts = [...html.matchAll(/(?:src|href)="\.\/([^"]+\.js)"/g)].map(([, path]) => path);
  const sizes = await Promise.all(scripts.map((path) => weigh(path)));
  return sizes.reduce((sum, { gzipped }) => sum + gzipped, 0);
}

/** What a visit can load, largest first: models and maps left out. */
export async function weights(): Promise<FileWeight[]> {
  const entries = await readdir(DIST, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(DIST, join(entry.parentPath, entry.name)));
  const loaded = paths.filter((path) => /\.(js|css|html|wasm)$/.test(path) || path.startsWith('examples/'));
  const files = await Promise.all(loaded.map(weigh));
  return files.toSorted((a, b) => b.gzipped - a.gzipped);
}

async function weigh(path: string): Promise<FileWeight> {
  const content = await readFile(join(DIST, path));
  return { path, bytes: content.length, gzipped: gzipSync(content).length };
}
