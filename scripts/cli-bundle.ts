import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { BuildOptions, Plugin } from 'esbuild';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Vite's `x.wgsl?raw`: a module whose default export is the file's text. */
export const rawText: Plugin = {
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

/** A module finds files beside its source, not beside the bundle: `addressOf` gives the expression that says where that is. */
export function sourceAddress(addressOf: (path: string) => string): Plugin {
  return {
    name: 'source-address',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
        if (path.includes('node_modules')) return null;
        const contents = readFileSync(path, 'utf8').replaceAll('import.meta.url', () => addressOf(path));
        return { contents, loader: 'ts' };
      });
    },
  };
}

/** Libraries that are CommonJS ask for Node's own modules while they load. */
export const REQUIRE =
  "import { createRequire as requiring } from 'node:module'; const require = requiring(import.meta.url);";

/** How esbuild makes one file of the command line, which `plugins` may change first. */
export function cliBundle(outfile: string, plugins: readonly Plugin[] = []) {
  return {
    absWorkingDir: ROOT,
    entryPoints: ['src/cli/main.ts'],
    outfile,
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'es2023',
    banner: { js: REQUIRE },
    plugins: [...plugins, rawText, sourceAddress((path) => JSON.stringify(pathToFileURL(path).href))],
    logLevel: 'error',
  } as const satisfies BuildOptions;
}

/** Written whole or not at all, since another run may be reading; its folder is made. */
export function replaceFile(path: string, contents: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.${process.pid}`;
  writeFileSync(part, contents);
  renameSync(part, path);
}
