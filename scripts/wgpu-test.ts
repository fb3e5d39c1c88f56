/**
 * `npm run test:wgpu`: the GPU tests on wgpu, in Deno, on SwiftShader unless the environment asks for another adapter.
 * Arguments are Vitest's.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findDeno } from './deno.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

function main(args: readonly string[]): number {
  const { env } = process;
  try {
    const asked = env.BATCHMATES_ADAPTER || env.VK_DRIVER_FILES || env.VK_ICD_FILENAMES;
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.wgpu.config.ts'];
    const { status, error } = spawnSync(
      findDeno(),
      // Vitest starts processes, reads and writes where its configuration says and listens to them.
      ['run', '--allow-all', '--no-prompt', '--unstable-webgpu', ...vitest, ...args],
      { cwd: ROOT, stdio: 'inherit', env: asked ? env : { ...env, BATCHMATES_ADAPTER: 'software' } },
    );
    if (error) throw error;
    return status ?? 1;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    console.error(`${env.CI ? '' : 'skipped: '}no tests on wgpu: ${why}`);
    return env.CI ? 1 : 0;
  }
}

process.exitCode = main(process.argv.slice(2));
