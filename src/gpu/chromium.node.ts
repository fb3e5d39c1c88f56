import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

/** What the search for a browser asks of the machine; tests pass their own. */
export interface BrowserHost {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly exists: (path: string) => boolean;
  /** Where Playwright would put its own Chromium, whether or not it is there; null without Playwright. */
  readonly playwrightChromium: () => string | null;
}

const thisHost: BrowserHost = {
  platform: process.platform,
  env: process.env,
  exists: existsSync,
  playwrightChromium,
};

/**
 * Path of a Chromium or Chrome: the one named by BATCHMATES_CHROMIUM, else one installed on the system, else
 * Playwright's own; null where there is none.
 * @throws {Error} where BATCHMATES_CHROMIUM names a file that does not exist.
 */
export function findChromium(host: BrowserHost = thisHost): string | null {
  const named = host.env.BATCHMATES_CHROMIUM;
  if (named) {
    if (!host.exists(named))
      throw new Error(`BATCHMATES_CHROMIUM: expected a browser's path, found no file ${named}`);
    return named;
  }
  const installed = usualPlaces(host).find(host.exists);
  if (installed) return installed;
  const own = host.playwrightChromium();
  return own && host.exists(own) ? own : null;
}

function usualPlaces({ platform, env }: BrowserHost): string[] {
  if (platform === 'darwin') {
    const inside = (app: string) => `Applications/${app}.app/Contents/MacOS/${app}`;
    return ['Chromium', 'Google Chrome'].flatMap((app) => [
      `/${inside(app)}`,
      join(env.HOME ?? '/', inside(app)),
    ]);
  }
  if (platform === 'win32') {
    const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(
      (root) => root !== undefined,
    );
    return ['Google\\Chrome', 'Chromium'].flatMap((app) =>
      roots.map((root) => `${root}\\${app}\\Application\\chrome.exe`),
    );
  }
  // chromium-browser comes last: on Ubuntu it may be a script that only says how to get the browser.
  const names = ['chromium', 'google-chrome-stable', 'google-chrome', 'chromium-browser'];
  const folders = ['/usr/bin', ...(env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')];
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

function playwrightChromium(): string | null {
  try {
    // Required only when it comes to it: Playwright takes 0.4 s to load and is absent from an install without dev dependencies.
    const playwright = createRequire(import.meta.url)('playwright') as typeof import('playwright');
    return playwright.chromium.executablePath();
  } catch {
    return null;
  }
}
