import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { findChromium, softwareWebgpuFlags } from '../scripts/chromium.ts';
import type { BenchProgress } from '../src/bench/report.ts';
import siteConfig from '../vite.config.ts';
import type { BenchHost, OnProgress } from './bench-host.ts';
import type {} from './host/host.ts';

const FOLDER = '.cache/bench-host';

/** Chromium rounds timestamps to 100 microseconds for the web's sake: too coarse for one dispatch. */
const FINE_TIMESTAMPS = '--disable-dawn-features=timestamp_quantization';

/** The flags of the software adapter say so themselves; without them Chromium takes the machine's own. */
const OWN_ADAPTER = ['--enable-unsafe-webgpu', '--enable-features=Vulkan', '--no-first-run'];

/**
 * A page of Chromium in which all engines share a device. Builds the page, which takes seconds. Throws Error where no Chromium is
 * found; `bench` throws the fault's message.
 */
export async function openChromiumHost(): Promise<BenchHost> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium found: npm run setup installs one.');
  const outDir = await buildHost();
  const server = await preview({
    configFile: false,
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0 },
    logLevel: 'error',
  });
  const software = process.env.BATCHMATES_ADAPTER !== 'own';
  const args = [...(software ? softwareWebgpuFlags() : OWN_ADAPTER), FINE_TIMESTAMPS];
  const browser = await chromium.launch({ executablePath, args });
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  let tell: OnProgress = () => undefined;
  await page.exposeFunction('tellBench', (progress: BenchProgress) => tell(progress));
  await page.goto(`${server.resolvedUrls?.local[0]}bench/host/index.html`);
  await page.waitForFunction(() => window.startBench !== undefined);
  return {
    bench: async (plan, onProgress) => {
      tell = onProgress;
      const outcome = await page.evaluate((job) => window.startBench?.(job), plan);
      if (!outcome?.ok) throw new Error(outcome?.fault.message ?? 'the bench page did not start');
      return outcome.value;
    },
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

async function buildHost(): Promise<string> {
  const config = typeof siteConfig === 'function' ? {} : siteConfig;
  await build({
    ...config,
    configFile: false,
    plugins: [],
    logLevel: 'error',
    build: { ...config.build, outDir: FOLDER, rolldownOptions: { input: 'bench/host/index.html' } },
  });
  return FOLDER;
}
