import { describe, expect, it } from 'vitest';
import type { BrowserHost } from '../src/gpu/chromium.node.ts';
import { findFirefox } from './firefox.ts';

function host(files: readonly string[], rest: Partial<BrowserHost> = {}): BrowserHost {
  const exists = (path: string) => files.includes(path);
  return { platform: 'linux', env: {}, exists, playwrightChromium: () => '/playwright/chrome', ...rest };
}

describe('findFirefox', () => {
  const env = { BATCHMATES_FIREFOX: '/my/firefox' };

  it.each<[string, string[], Partial<BrowserHost>, string | null]>([
    ['nothing anywhere, whatever Chromium there is', ['/playwright/chrome'], {}, null],
    ['the one that is named', ['/my/firefox', '/usr/bin/firefox-esr'], { env }, '/my/firefox'],
    ['Debian', ['/usr/bin/firefox', '/usr/bin/firefox-esr'], {}, '/usr/bin/firefox-esr'],
    ['a folder of PATH', ['/opt/bin/firefox'], { env: { PATH: '/opt/bin' } }, '/opt/bin/firefox'],
    [
      'a Mac',
      ['/Applications/Firefox.app/Contents/MacOS/firefox'],
      { platform: 'darwin' },
      '/Applications/Firefox.app/Contents/MacOS/firefox',
    ],
    [
      'Windows',
      ['C:\\Program Files\\Mozilla Firefox\\firefox.exe'],
      { platform: 'win32', env: { PROGRAMFILES: 'C:\\Program Files' } },
      'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
    ],
  ])('%s', (_, files, rest, expected) => {
    expect(findFirefox(host(files, rest))).toBe(expected);
  });

  it('refuses a name without a file', () => {
    const misnamed = host(['/usr/bin/firefox'], { env });
    expect(() => findFirefox(misnamed)).toThrow('BATCHMATES_FIREFOX: expected a browser');
  });
});
