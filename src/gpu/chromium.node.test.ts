import { describe, expect, it } from 'vitest';
import { type BrowserHost, findChromium } from './chromium.node.ts';

function host(files: readonly string[], rest: Partial<BrowserHost> = {}): BrowserHost {
  return {
    platform: 'linux',
    env: {},
    exists: (path) => files.includes(path),
    playwrightChromium: () => '/playwright/chrome',
    ...rest,
  };
}

describe('findChromium', () => {
  it('takes the browser that is named before any other', () => {
    const named = host(['/my/chrome', '/usr/bin/chromium'], { env: { BATCHMATES_CHROMIUM: '/my/chrome' } });
    expect(findChromium(named)).toBe('/my/chrome');
  });

  it('refuses a name without a file instead of taking another browser', () => {
    const misnamed = host(['/usr/bin/chromium'], { env: { BATCHMATES_CHROMIUM: '/my/chrom' } });
    expect(() => findChromium(misnamed)).toThrow(
      "BATCHMATES_CHROMIUM: expected a browser's path, found no file /my/chrom",
    );
  });

  it.each<[string, string[], Partial<BrowserHost>, string | null]>([
    ['nothing anywhere', [], {}, null],
    ['no Playwright either', [], { playwrightChromium: () => null }, null],
    ['only the one of Playwright', ['/playwright/chrome'], {}, '/playwright/chrome'],
    [
      'the system before Playwright',
      ['/playwright/chrome', '/usr/bin/google-chrome'],
      {},
      '/usr/bin/google-chrome',
    ],
    ['a folder of PATH', ['/opt/bin/chromium'], { env: { PATH: '/bin:/opt/bin' } }, '/opt/bin/chromium'],
    [
      'a browser before what may be a mere script',
      ['/usr/bin/chromium-browser', '/usr/bin/google-chrome-stable'],
      {},
      '/usr/bin/google-chrome-stable',
    ],
    [
      'the Applications folder of a Mac user',
      ['/Users/ada/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
      { platform: 'darwin', env: { HOME: '/Users/ada' } },
      '/Users/ada/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ],
    [
      'Windows',
      ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'],
      { platform: 'win32', env: { PROGRAMFILES: 'C:\\Program Files' } },
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    ],
  ])('%s', (_, files, rest, expected) => {
    expect(findChromium(host(files, rest))).toBe(expected);
  });
});
