import { defineConfig } from 'vitest/config';
import { viteTwins } from './scripts/deno-twins.ts';

/** As the `gpu` project of vitest.config.ts, with Vitest itself in Deno. */
const project = (name: string, env: Readonly<Record<string, string>>) => ({
  plugins: [viteTwins],
  test: {
    name,
    env: { ...env },
    include: ['src/**/*.gpu.test.ts'],
    pool: 'forks' as const,
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

const { BATCHMATES_ADAPTER, VK_DRIVER_FILES, VK_ICD_FILENAMES } = process.env;

export default defineConfig({
  test: {
    projects:
      BATCHMATES_ADAPTER || VK_DRIVER_FILES || VK_ICD_FILENAMES
        ? [project('wgpu', {})]
        : [
            project('wgpu-swiftshader', { BATCHMATES_ADAPTER: 'software' }),
            project('wgpu-lavapipe', { BATCHMATES_ADAPTER: 'lavapipe' }),
          ],
  },
});
