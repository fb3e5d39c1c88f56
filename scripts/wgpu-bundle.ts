/** Bundles the command line for Deno: `npm run lab:wgpu` runs what this leaves in `.cache/wgpu`. Done again only where a source changed. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { findDeno } from './deno.ts';
import { esbuildTwins } from './deno-twins.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const BUNDLE = join(ROOT, '.cache/wgpu/lab.mjs');
const RECORD = `${BUNDLE}.json`;

/** Beside the sources, what decides what a bundle is. */
const MAKERS = ['package-lock.json', 'scripts/wgpu-bundle.ts', 'scripts/deno-twins.ts'];

/** What a bundle was made from: each file's hash, by its path from the root. */
interface BundleRecord {
  readonly root: string;
  readonly files: Readonly<Record<string, string | null>>;
}

/** Vite's `x.wgsl?raw`: a module whose default export is the file's text. */
const rawText: Plugin = {
  name: 'raw-text',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\?raw$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace(/\?raw$/, '')),
      namespace: 'raw',
    }));
    onLoad({ filter: /.*/, namespace: 'raw' }, ({ path }) => ({
      contents: readFileSync(path, 'utf8'),
      loader: 'text',
      watchFiles: [path],
    }));
  },
};

/** A module finds files beside its source, not beside the bundle. */
const ownAddress: Plugin = {
  name: 'own-address',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
      const address = JSON.stringify(pathToFileURL(path).href);
      return {
        contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', () => address),
        loader: 'ts',
      };
    });
  },
};

async function bundle(): Promise<void> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/cli/main.ts'],
    outfile: BUNDLE,
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'es2023',
    // Loaded only when asked for, from the installed packages.
    external: ['onnxruntime-web', 'playwright'],
    plugins: [esbuildTwins, rawText, ownAddress],
    logLevel: 'error',
  });
  const inputs = Object.keys(metafile.inputs).map((input) => input.replace(/^raw:/, ''));
  const record: BundleRecord = {
    root: ROOT,
    files: Object.fromEntries([...MAKERS, ...inputs].map((file) => [file, hashOf(file)])),
  };
  mkdirSync(dirname(BUNDLE), { recursive: true });
  replace(BUNDLE, outputFiles[0].contents);
  replace(RECORD, JSON.stringify(record));
}

/** Written whole or not at all: another run may be reading. */
function replace(path: string, contents: string | Uint8Array): void {
  const part = `${path}.${process.pid}`;
  writeFileSync(part, contents);
  renameSync(part, path);
}

function isFresh(): boolean {
  if (!existsSync(BUNDLE) || !existsSync(RECORD)) return false;
  const { root, files } = JSON.parse(readFileSync(RECORD, 'utf8')) as BundleRecord;
  return root === ROOT && Object.entries(files).every(([file, hash]) => hashOf(file) === hash);
}

function hashOf(file: string): string | null {
  const path = join(ROOT, file);
  return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : null;
}

try {
  findDeno();
  if (!isFresh()) await bundle();
} catch (error) {
  console.error(`lab:wgpu: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
