import { defineConfig } from 'vitest/config';
import { replacingTests } from './scripts/replacing-tests.ts';

/** Vitest's default leaves one core idle. More than two would rather have memory than cores. */
const maxWorkers = 2;

const UNIT = ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'];
const NOT_UNIT = [
  '**/*.gpu.test.ts',
  '**/*.shapes.test.ts',
  '**/*.proof.test.ts',
  '**/*.llama.test.ts',
  '**/*.dom.test.tsx',
];
// The page's stores are one for a process too: what one file leaves in them another would begin with.
const APART = [...replacingTests(['src', 'scripts']), 'src/ui/**/*.test.{ts,tsx}'];

// Generous, because they only end tests that hang: a busy machine is no failure.
const PATIENCE = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: UNIT,
          exclude: [...NOT_UNIT, ...APART],
          // Files share a process and its modules: evaluating them anew for each takes longer than most tests.
          isolate: false,
          maxWorkers,
          ...PATIENCE,
        },
      },
      {
        test: {
          // The rest of the unit tests: those that replace modules or globals and those of the page, each in a process of its own.
          name: 'unit-apart',
          include: APART,
          exclude: NOT_UNIT,
          maxWorkers,
          ...PATIENCE,
        },
      },
      {
        test: {
          name: 'components',
          include: ['src/**/*.dom.test.tsx'],
          environment: 'jsdom',
          setupFiles: [
            'src/ui/kit/testing/dom.ts',
            'src/ui/state/testing/one-client.ts',
            'src/ui/state/testing/fresh-stores.ts',
          ],
          // Processes are shared, since jsdom takes longer to load than these tests to run: a test begins with the stores it uses as new, a file with all of them (fresh-stores.ts).
          isolate: false,
          maxWorkers,
          ...PATIENCE,
        },
      },
      {
        test: {
          name: 'gpu',
          include: ['src/**/*.gpu.test.ts'],
          // Dawn keeps threads and a device per process: each file is in a process of its own, so that a lost device or a crash
          // in one cannot reach another. Two at a time, since compiling kernels takes a software adapter one core.
          pool: 'forks',
          maxWorkers,
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
          name: 'proofs',
          include: ['src/**/*.proof.test.ts'],
          // Long runs on the CPU engine, and figures for docs/load.md, which they print; not a part of `npm test`.
          pool: 'forks',
          fileParallelism: false,
          execArgv: ['--expose-gc'],
          testTimeout: 1_200_000,
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          name: 'llama',
          include: ['src/**/*.llama.test.ts'],
          // llama.cpp beside this lab's readable engine; `npm run test:llama` installs it first. Not a part of `npm test`.
          pool: 'forks',
          testTimeout: 600_000,
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
