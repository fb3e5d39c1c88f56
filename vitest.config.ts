import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
          exclude: ['**/*.gpu.test.ts', '**/*.shapes.test.ts', '**/*.dom.test.tsx'],
          // Generous, because it only ends tests that hang: a busy machine is no failure.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'components',
          include: ['src/**/*.dom.test.tsx'],
          environment: 'jsdom',
          setupFiles: ['src/ui/kit/testing/dom.ts', 'src/ui/state/testing/one-client.ts'],
          // One process, since jsdom takes longer to load than these tests to run: a test begins with the stores it uses as new.
          isolate: false,
          maxWorkers: 1,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'gpu',
          include: ['src/**/*.gpu.test.ts'],
          // Dawn keeps threads and a device per process: one file at a time, each in a process of its own, so that
          // a lost device or a crash in one file cannot reach the next.
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'shapes',
          include: ['src/**/*.shapes.test.ts'],
          // On Dawn, as the `gpu` project; minutes of a software adapter, so not a part of `npm test`.
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 1_200_000,
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          name: 'firefox',
          include: ['e2e/firefox/**/*.test.ts'],
          // A software adapter already uses every core.
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
