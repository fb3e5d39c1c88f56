/** The stock Firefox that tests drive through WebDriver BiDi, and the software adapter that they give it. */
import puppeteer, { type Browser } from 'puppeteer-core';
import { type BrowserHost, findBrowser, thisHost, type UsualPlaces } from '../src/gpu/chromium.node.ts';
import { findLavapipe } from '../src/gpu/software-vulkan.node.ts';

const FIREFOX: UsualPlaces = {
  mac: ['Firefox', 'Firefox Developer Edition', 'Firefox Nightly'].map(
    (app) => `${app}.app/Contents/MacOS/firefox`,
  ),
  windows: ['Mozilla Firefox\\firefox.exe'],
  linux: ['firefox-esr', 'firefox'],
};

/**
 * Path of a Firefox: the one named by BATCHMATES_FIREFOX, else one in the usual places; null where there is none.
 * @throws {Error} where BATCHMATES_FIREFOX names a file that does not exist.
 */
export function findFirefox(host: BrowserHost = thisHost): string | null {
  return findBrowser(host, 'BATCHMATES_FIREFOX', FIREFOX);
}

/** Whether Firefox has the adapter that it gets here: lavapipe on Linux, elsewhere the system's own. */
export function hasFirefoxAdapter(): boolean {
  return process.platform !== 'linux' || findLavapipe() !== null;
}

/** What the tests in Firefox lack on this machine; null where they can run. */
export function missingForFirefox(): string | null {
  if (!findFirefox()) return 'no Firefox';
  return hasFirefoxAdapter() ? null : 'no lavapipe for Firefox to run on';
}

export interface FirefoxOptions {
  /** Where downloads go, without asking. */
  readonly downloads?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** Starts a Firefox with a fresh profile, without a window. Throws Error where there is none. */
export async function launchFirefox({ downloads, viewport }: FirefoxOptions = {}): Promise<Browser> {
  const executablePath = findFirefox();
  if (!executablePath) throw new Error('No Firefox found: npm run setup says how to get one.');
  const lavapipe = findLavapipe();
  return await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    defaultViewport: viewport ?? { width: 1280, height: 800 },
    // Only this driver, so that every machine tests the same adapter.
    env: { ...process.env, ...(lavapipe && { VK_ICD_FILENAMES: lavapipe.icd }) },
    extraPrefsFirefox: {
      // Off by default on Linux, and software adapters are on its blocklist.
      'dom.webgpu.enabled': true,
      'gfx.webgpu.ignore-blocklist': true,
      ...(downloads && { 'browser.download.folderList': 2, 'browser.download.dir': downloads }),
    },
  });
}
