/** The built page behind `vite preview`, and the one Chromium that scripts and benches open it with. */
import { chromium } from 'playwright';
import { type Plugin, preview } from 'vite';
import { findChromium, softwareWebgpuFlags } from './chromium.ts';

export interface OpenedPage {
  readonly address: string;
  readonly browser: Awaited<ReturnType<typeof chromium.launch>>;
  readonly close: () => Promise<void>;
}

/** Serves the build there is, as it ships, or that of a folder; `npm run build` must have run before. `scripts`: of a bench's own beside it, by name. */
export async function serveBuiltPage(
  folder?: string,
  scripts: Readonly<Record<string, string>> = {},
): Promise<{ address: string; close: () => Promise<void> }> {
  const build = folder === undefined ? {} : { build: { outDir: folder } };
  const server = await preview({
    ...build,
    ...{ preview: { host: '127.0.0.1', port: 0 }, logLevel: 'error', plugins: [served(scripts)] },
  });
  const [address] = server.resolvedUrls?.local ?? [];
  return { address, close: () => server.close() };
}

function served(scripts: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'scripts',
    configurePreviewServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const script = scripts[request.url?.slice(1) ?? ''];
        if (script === undefined) next();
        else response.setHeader('content-type', 'text/javascript').end(script);
      });
    },
  };
}

/** Throws Error where no Chromium is found. */
export async function openBuiltPage(folder?: string): Promise<OpenedPage> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium found: npm run setup installs one.');
  const server = await serveBuiltPage(folder);
  const browser = await chromium.launch({ executablePath, args: softwareWebgpuFlags() });
  const close = async () => {
    await browser.close();
    await server.close();
  };
  return { address: server.address, browser, close };
}
