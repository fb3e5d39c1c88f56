import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../../src/cli/usage.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** A release as it is installed under an alias of `bench/rot/package.json`. */
export interface InstalledRelease {
  readonly version: string;
  readonly alias: string;
  /** Its `dist` folder. */
  readonly folder: string;
  readonly scripts: Readonly<Record<'webgpu' | 'wasm', string>>;
}

/** Every release, in the order of the versions. Throws UsageError where they are not installed. */
export function installedReleases(): InstalledRelease[] {
  const { dependencies } = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8')) as {
    dependencies: Readonly<Record<string, string>>;
  };
  return Object.keys(dependencies)
    .map((alias): InstalledRelease => {
      const home = join(HERE, 'node_modules', alias);
      if (!existsSync(home))
        throw new UsageError(`${alias} is not installed: npm ci --prefix bench/rot brings the releases`);
      const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
      const folder = join(home, 'dist');
      return { version, alias, folder, scripts: scriptsIn(folder) };
    })
    .toSorted((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }));
}

/** Before 1.19 modules lay in a folder of their own. */
function scriptsIn(folder: string): InstalledRelease['scripts'] {
  const script = (name: string) => {
    const path = [`${name}.min.mjs`, `esm/${name}.min.js`].find((each) => existsSync(join(folder, each)));
    if (!path) throw new Error(`expected ${name} as a module in ${folder}, found none`);
    return path;
  };
  // Where WebAssembly can wait for promises by itself, the build that needs no rewriting for it, as the lab loads it.
  const webgpu = existsSync(join(folder, 'ort.jspi.min.mjs')) ? 'ort.jspi' : 'ort.webgpu';
  return { webgpu: script(webgpu), wasm: script('ort.wasm') };
}

/** Bytes of files of a release, by their names in its folder. */
export function sizeOf({ folder }: InstalledRelease, names: Iterable<string>): number {
  return [...names].reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
