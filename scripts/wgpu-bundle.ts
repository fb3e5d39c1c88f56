/** Bundles the command line for Deno: `npm run lab:wgpu` runs what this leaves in `.cache/wgpu`. Done again only where a source changed. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { cliBundle, replaceFile } from './cli-bundle.ts';
import { findDeno } from './deno.ts';
import { esbuildTwins } from './deno-twins.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const BUNDLE = join(ROOT, '.cache/wgpu/lab.mjs');
const RECORD = `${BUNDLE}.json`;

/** Beside the sources, what decides what a bundle is. */
const MAKERS = [
  'package-lock.json',
  'scripts/wgpu-bundle.ts',
  'scripts/cli-bundle.ts',
  'scripts/deno-twins.ts',
];

/** What a bundle was made from: each file's hash, by its path from the root. */
interface BundleRecord {
  readonly root: string;
  readonly files: Readonly<Record<string, string | null>>;
}

async function bundle(): Promise<void> {
  const { outputFiles, metafile } = await build({
    ...cliBundle(BUNDLE, [esbuildTwins]),
    metafile: true,
    // Loaded only when asked for, from the installed packages.
    external: ['onnxruntime-web', 'playwright'],
  });
  const inputs = Object.keys(metafile.inputs).map((input) => input.replace(/^raw:/, ''));
  const record: BundleRecord = {
    root: ROOT,
    files: Object.fromEntries([...MAKERS, ...inputs].map((file) => [file, hashOf(file)])),
  };
  replaceFile(BUNDLE, outputFiles[0].contents);
  replaceFile(RECORD, JSON.stringify(record));
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
