import { defineConfig } from '@playwright/test';
import { findChromium, softwareWebgpuFlags } from './scripts/chromium.ts';

const PORT = Number(process.env.BATCHMATES_PORT ?? 4619);
const executablePath = findChromium();
if (!executablePath)
  throw new Error('No Chromium found: npm run setup installs one, BATCHMATES_CHROMIUM names one.');

export default defineConfig({
  testDir: 'e2e',
  // What stands in e2e/firefox is Vitest's.
  testMatch: '*.spec.ts',
  // Each has a browser of its own. A software adapter uses every core while it computes, but most of a test is waiting for a page.
  workers: 2,
  // Generous, because they only end tests that hang: a busy machine is no failure.
  timeout: 240_000,
  expect: { timeout: 20_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: [['list'], ['json', { outputFile: '.cache/test/e2e.json' }]],
  use: {
    baseURL: `http://127.0.0.1:${PORT}/`,
    // A trace takes pictures and copies of the page at each step, 29 % of the processor time of these tests: `--trace on` asks for one.
    trace: 'off',
    screenshot: 'only-on-failure',
    // Requests that a service worker makes cannot be broken by a test; the tests of offline use allow it.
    serviceWorkers: 'block',
    launchOptions: { executablePath, args: softwareWebgpuFlags() },
  },
  projects: [{ name: 'chromium', use: { browserName: 'chromium' } }],
  // The built site, as it ships, its content security policy included.
  webServer: {
    command: `vite preview --host 127.0.0.1 --port ${PORT} --strictPort`,
    url: `http://127.0.0.1:${PORT}/`,
    reuseExistingServer: false,
  },
});
