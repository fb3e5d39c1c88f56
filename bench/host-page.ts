import { type Browser, chromium, type Page } from 'playwright';
import { build, preview } from 'vite';
import { findChromium, softwareWebgpuFlags } from '../scripts/chromium.ts';
import siteConfig from '../vite.config.ts';

/** Chromium rounds timestamps to 100 microseconds for the web's sake: too coarse for one dispatch. */
const FINE_TIMESTAMPS = '--disable-dawn-features=timestamp_quantization';

/** The flags of the software adapter say so themselves; without them Chromium takes the machine's own. */
const OWN_ADAPTER = ['--enable-unsafe-webgpu', '--enable-features=Vulkan', '--no-first-run'];

/** A page in Chromium, and the server that it came from. */
export interface HostPage {
  readonly browser: Browser;
  readonly page: Page;
  /** Where the server's root is; ends in a slash. */
  readonly root: string;
  close(): Promise<void>;
}

/**
 * Builds a page of `bench/`, which takes seconds, and opens it in Chromium; `prepare` gets the folder that is served. Throws Error
 * where no Chromium is found.
 */
export async function openHostPage(
  entry: string,
  outDir: string,
  prepare: (page: Page, outDir: string, root: string) => Promise<void>,
): Promise<HostPage> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium found: npm run setup installs one.');
  await buildHost(entry, outDir);
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
  const root = server.resolvedUrls?.local[0] ?? '';
  await prepare(page, outDir, root);
  await page.goto(`${root}${entry}`);
  return {
    ...{ browser, page, root },
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

async function buildHost(entry: string, outDir: string): Promise<void> {
  const config = typeof siteConfig === 'function' ? {} : siteConfig;
  await build({
    ...config,
    configFile: false,
    plugins: [],
    logLevel: 'error',
    build: { ...config.build, outDir, rolldownOptions: { input: entry } },
  });
}
