import { describe, expect, it } from 'vitest';
import { webgpuAdvice } from './browser-advice.ts';

const chrome = (system: string) =>
  `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36`;

describe('webgpuAdvice', () => {
  it.each([
    ['Chrome on Linux', chrome('X11; Linux x86_64'), '--enable-unsafe-webgpu'],
    ['Chrome on Windows', chrome('Windows NT 10.0; Win64; x64'), 'Chrome or Edge 113'],
    ['Chrome on ChromeOS', chrome('X11; CrOS x86_64 14541.0.0'), 'Chrome or Edge 113'],
    ['Chrome on Android', `${chrome('Linux; Android 14; Pixel 8')} Mobile`, 'Android 12'],
    [
      'Firefox on Windows',
      'Mozilla/5.0 (Windows NT 10.0; rv:139.0) Gecko/20100101 Firefox/139.0',
      'Firefox 141',
    ],
    [
      'Firefox on a Mac',
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15) Gecko/20100101 Firefox/139.0',
      'silicon',
    ],
    [
      'Firefox on Linux',
      'Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0',
      'gfx.webgpu.ignore-blocklist',
    ],
    [
      'Firefox on Android',
      'Mozilla/5.0 (Android 15; Mobile; rv:139.0) Gecko/139.0 Firefox/139.0',
      'Nightly builds',
    ],
    [
      'Safari',
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
      'Safari 26',
    ],
    ['an iPhone', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/130 Mobile', 'iPadOS 26'],
    ['an unknown browser', 'Something/1.0', 'current Chrome, Edge, Firefox or Safari'],
  ])('tells %s what to do', (_, userAgent, remedy) => {
    expect(webgpuAdvice({ userAgent, secureContext: true, hasApi: false })).toContain(remedy);
  });

  it('tells a missing API from a missing adapter', () => {
    const situation = { userAgent: chrome('X11; Linux x86_64'), secureContext: true };
    expect(webgpuAdvice({ ...situation, hasApi: false })).toMatch(/^This browser does not offer WebGPU\./);
    expect(webgpuAdvice({ ...situation, hasApi: true })).toMatch(/^This browser has WebGPU but found no GPU/);
  });

  it('blames the address where that is the reason, whatever the browser', () => {
    const advice = webgpuAdvice({ userAgent: chrome('X11; Linux'), secureContext: false, hasApi: false });
    expect(advice).toContain('over https');
    expect(advice).not.toContain('--enable');
  });
});
