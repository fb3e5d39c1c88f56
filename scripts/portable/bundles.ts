import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { cliBundle, rawText, replaceFile } from '../cli-bundle.ts';
import { esbuildTwins } from '../deno-twins.ts';

const ROOT = resolve(import.meta.dirname, '../..');
export const FOLDER = join(ROOT, '.cache/portable');

/** Where an implementation's code runs. */
export type Place = 'node' | 'deno' | 'page';

export interface Bundle {
  readonly path: string;
  /** Of its bytes, kernels included: what was computed by one bundle is not what another would compute. */
  readonly hash: string;
}

const browserTwins: Plugin = {
  name: 'browser-twins',
  setup({ onResolve }) {
    onResolve({ filter: /^\..*\.node\.ts$/ }, ({ path, resolveDir }) => {
      const twin = resolve(resolveDir, path).replace(/\.node\.ts$/, '.browser.ts');
      return existsSync(twin) ? { path: twin } : null;
    });
  },
};

function optionsOf(place: Place, outfile: string): BuildOptions & { readonly write: false } {
  if (place === 'page')
    return {
      ...{ absWorkingDir: ROOT, entryPoints: ['scripts/portable/page.ts'], outfile, write: false },
      ...{ bundle: true, format: 'esm', platform: 'browser', target: 'es2023', logLevel: 'error' },
      plugins: [browserTwins, rawText],
    };
  return {
    ...cliBundle(outfile, place === 'deno' ? [esbuildTwins] : []),
    entryPoints: ['scripts/portable/host.ts'],
    external: ['webgpu', 'onnxruntime-web', 'playwright'],
  };
}

/** Bundles what answers questions there. */
export async function bundleFor(place: Place): Promise<Bundle> {
  const path = join(FOLDER, `${place}.mjs`);
  const { outputFiles } = await build(optionsOf(place, path));
  const [{ contents }] = outputFiles;
  replaceFile(path, contents);
  return { path, hash: createHash('sha256').update(contents).digest('hex').slice(0, 16) };
}
