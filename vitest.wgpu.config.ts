import { defineConfig } from 'vitest/config';
import { viteTwins } from './scripts/deno-twins.ts';

/** The GPU tests on wgpu: Vitest itself runs in Deno then. */
export default defineConfig({
  plugins: [viteTwins],
  test: {
    name: 'wgpu',
    include: ['src/**/*.gpu.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
