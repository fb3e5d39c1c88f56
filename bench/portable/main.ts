/** `npm run -s bench:portable -- [--on dawn|wgpu] ...`: prices.ts in Node, on Dawn, or bundled in Deno, on wgpu. */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { cliBundle, replaceFile } from '../../scripts/cli-bundle.ts';
import { findDeno } from '../../scripts/deno.ts';
import { esbuildTwins } from '../../scripts/deno-twins.ts';
import { oneOf } from '../../src/cli/usage.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const BUNDLE = join(ROOT, '.cache/wgpu/prices.mjs');

const args = process.argv.slice(2);
const at = args.indexOf('--on');
const [, named = 'dawn'] = at < 0 ? [] : args.splice(at, 2);

if (oneOf('on', named, ['dawn', 'wgpu'] as const) === 'dawn') await import('./prices.ts');
else {
  const { outputFiles } = await build({
    ...cliBundle(BUNDLE, [esbuildTwins]),
    entryPoints: ['bench/portable/prices.ts'],
    external: ['onnxruntime-web', 'playwright'],
  });
  replaceFile(BUNDLE, outputFiles[0].contents);
  const options = ['run', '--allow-all', '--no-prompt', '--no-lock', '--unstable-webgpu'];
  const { status, error } = spawnSync(findDeno(), [...options, BUNDLE, ...args], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (error) throw error;
  process.exitCode = status ?? 1;
}
