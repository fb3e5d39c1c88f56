import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { GpuError } from './errors.ts';

/** What the search for a browser asks of the machine; tests pass their own. */
export interface BrowserHost {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly exists: (path: string) => boolean;
  /** Where Playwright would put its own Chromium, whether or not it is there; null without Playwright. */
  readonly playwrightChromium: () => string | null;
}

export const thisHost: BrowserHost = {
  platform: process.platform,
  env: process.env,
  exists: existsSync,
  playwrightChromium,
};

/**
 * Path of a Chromium or Chrome: the one named by BATCHMATES_CHROMIUM, else one installed on the system, else
 * Playwright's own; null where there is none.
 * @throws {GpuError} where BATCHMATES_CHROMIUM names a file that does not exist.
 */
export function findChromium(host: BrowserHost = thisHost): string | null {
  const found = findBrowser(host, 'BATCHMATES_CHROMIUM', CHROMIUM);
  if (found) return found;
  const own = host.playwrightChromium();
  return own && host.exists(own) ? own : null;
}

/** Where systems put a browser. */
export interface UsualPlaces {
  /** Inside a folder of applications: `Chromium.app/Contents/MacOS/Chromium`. */
  readonly mac: readonly string[];
  /** Inside a folder of programs. */
  readonly windows: readonly string[];
  /** Names of the program in /usr/bin or a folder of PATH, the best first. */
  readonly linux: readonly string[];
}

const CHROMIUM: UsualPlaces = {
  mac: ['Chromium', 'Google Chrome'].map((app) => `${app}.app/Contents/MacOS/${app}`),
  windows: ['Google\\Chrome', 'Chromium'].map((app) => `${app}\\Application\\chrome.exe`),
  // chromium-browser comes last: on Ubuntu it may be a script that only says how to get the browser.
  linux: ['chromium', 'google-chrome-stable', 'google-chrome', 'chromium-browser'],
};

/**
 * Path of a browser: the one that the environment variable names, else the first in the usual places; null where there is none.
 * @throws {GpuError} where the variable names a file that does not exist.
 */
export function findBrowser(host: BrowserHost, variable: string, places: UsualPlaces): string | null {
  const named = host.env[variable];
  if (named) {
    if (!host.exists(named))
      throw new GpuError(variable, `expected a browser's path, found no file ${named}`);
    return named;
  }
  return pathsOf(host, places).find(host.exists) ?? null;
}

function pathsOf({ platform, env }: BrowserHost, { mac, windows, linux }: UsualPlaces): string[] {
  if (platform === 'darwin') {
    const folders = ['/Applications', join(env.HOME ?? '/', 'Applications')];
    return mac.flatMap((name) => folders.map((folder) => join(folder, name)));
  }
  if (platform === 'win32') {
    const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA];
    const folders = roots.filter((root) => root !== undefined);
    return windows.flatMap((name) => folders.map((folder) => `${folder}\\${name}`));
  }
  const folders = ['/usr/bin', ...(env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')];
  return linux.flatMap((name) => folders.map((folder) => join(folder, name)));
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
