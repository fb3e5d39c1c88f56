/**
 * `npm run test:wgpu`: the GPU tests on wgpu, in Deno, on the two software adapters or on the one that the environment asks for.
 * Arguments are Vitest's.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findDeno } from './deno.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const VITEST = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.wgpu.config.ts'];

function main(args: readonly string[]): number {
  let deno: string;
  try {
    deno = findDeno();
  } catch (error) {
    const required = process.env.CI || process.env.BATCHMATES_REQUIRE_ADAPTER;
    console.error(`no tests on wgpu${required ? '' : ', skipped'}: ${(error as Error).message}`);
    return required ? 1 : 0;
  }
  // Vitest starts processes and listens to them, and reads and writes where its configuration says.
  const options = ['run', '--allow-all', '--no-prompt', '--no-lock', '--unstable-webgpu'];
  const { status, error } = spawnSync(deno, [...options, ...VITEST, ...args], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (error) throw error;
  return status ?? 1;
}

process.exitCode = main(process.argv.slice(2));
