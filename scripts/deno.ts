import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/**
 * Path of the Deno that was installed with the project.
 * @throws {Error} naming the package that is missing: `deno` itself, or the one with this machine's binary.
 */
export function findDeno(resolve: (name: string) => string = require.resolve): string {
  const name = process.platform === 'win32' ? 'deno.exe' : 'deno';
  const folder = folderOf('deno', resolve);
  if (folder === null) throw new Error('the npm package "deno" is not installed: npm ci');
  // Its install script puts the binary beside itself; where scripts may not run, it stays in its own package.
  const own = join(folder, name);
  if (existsSync(own)) return own;
  const platform = `@deno/${platformPackage()}`;
  const packaged = join(folderOf(platform, resolve) ?? '', name);
  if (existsSync(packaged)) return packaged;
  throw new Error(`the npm package "${platform}", Deno for this machine, is not installed`);
}

function folderOf(name: string, resolve: (name: string) => string): string | null {
  try {
    return dirname(resolve(`${name}/package.json`));
  } catch {
    return null;
  }
}

/** As the `deno` package names it; of Linux' C libraries only glibc has a Deno. */
function platformPackage(): string {
  const { platform, arch } = process;
  return platform === 'linux' ? `linux-${arch}-glibc` : `${platform}-${arch}`;
}
