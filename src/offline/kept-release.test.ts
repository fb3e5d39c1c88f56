import { beforeEach, describe, expect, it } from 'vitest';
import type { KeptRelease } from './kept-release.ts';
import { FakeBrowser, FOLDER, filesOf, pageOf } from './testing/fake-browser.ts';

let browser: FakeBrowser;
let a: KeptRelease;
let b: KeptRelease;

beforeEach(() => {
  browser = new FakeBrowser();
  a = browser.release('a');
  b = browser.release('b');
  browser.deploy('a');
});

/** The text of an answer, or its status where it is none; null where the release leaves the request to the browser. */
async function ask(release: KeptRelease, path: string): Promise<string | number | null> {
  const work: Promise<unknown>[] = [];
  const answer = await release.answer(new Request(`${FOLDER}${path}`), (each) => work.push(each));
  await Promise.all(work);
  return answer === null ? null : answer.ok ? await answer.text() : answer.status;
}

/** Another release takes the place of the first, on the host and in the browser. */
async function goOn(): Promise<void> {
  browser.deploy('b');
  await b.install();
  await b.prune();
}

describe('taking in a release', () => {
  it('keeps the whole page, but no model and no engine that nobody has used', async () => {
    await a.install();
    expect(browser.kept()).toEqual([
      ...['assets/index-a.js', 'assets/lazy-a.js', 'assets/shared.js', 'index.html?revision=a'],
    ]);
  });

  it.each([
    [
      'a file is missing',
      'assets/lazy-b.js',
      undefined,
      'assets/lazy-b.js: expected a file, found status 404',
    ],
    ['the host still has the page of the one before', 'index.html', pageOf('a'), 'found another one'],
  ])('fails where %s', async (_, path, text, message) => {
    browser.deploy('b');
    if (text === undefined) browser.host.delete(path);
    else browser.host.set(path, text);
    await expect(b.install()).rejects.toThrow(message);
  });

  it('fetches no file that the one before has', async () => {
    await a.install();
    browser.asked.length = 0;
    browser.deploy('b');
    await b.install();
    expect(browser.asked).not.toContain('assets/shared.js');
    expect(browser.asked).toContain('assets/lazy-b.js');
  });
});

describe('answering', () => {
  it.each(['', 'index.html', '?utm_source=x', 'index.html?a=b'])('serves the page at "%s"', async (path) => {
    await a.install();
    browser.host.clear();
    expect(await ask(a, path)).toBe(pageOf('a'));
  });

  it.each(['models/a/nano/config.json', 'assets/ort-a.wasm'])(
    'asks the host for %s once, and not when it has it no more',
    async (path) => {
      expect(await ask(a, path)).toBe(`${path} of a`);
      browser.deploy('b');
      expect(await ask(a, path)).toBe(`${path} of a`);
      expect(browser.asked).toEqual([path]);
    },
  );

  it('keeps no answer that is not the file', async () => {
    browser.host.clear();
    expect(await ask(a, 'models/a/nano/config.json')).toBe(404);
    expect(browser.kept()).toEqual([]);
  });

  it('leaves to the browser what is no file of a release', async () => {
    expect(await ask(a, 'other/place.html')).toBeNull();
    expect(a.answer(new Request('https://example.org/lab-2/index.html'), () => undefined)).toBeNull();
    expect(a.answer(new Request(FOLDER, { method: 'POST' }), () => undefined)).toBeNull();
  });

  it('answers where there is no room to keep a file', async () => {
    browser.refusal = new DOMException('full', 'QuotaExceededError');
    expect(await ask(a, 'models/a/nano/config.json')).toBe('models/a/nano/config.json of a');
  });
});

describe('a page of the release before', () => {
  beforeEach(async () => {
    await a.install();
    await ask(a, 'models/a/nano/config.json');
    browser.openPage('a');
    await goOn();
    browser.asked.length = 0;
  });

  it('gets its own files from the newer one as long as it is open', async () => {
    browser.openPage('b');
    await b.prune();
    expect(await ask(b, 'assets/lazy-a.js')).toBe('assets/lazy-a.js of a');
    expect(await ask(b, 'models/a/nano/config.json')).toBe('models/a/nano/config.json of a');
    expect(browser.asked).toEqual([]);
  });

  it('never gets the files of the newer one in their place', async () => {
    expect(await ask(b, 'assets/ort-a.wasm')).toBe(404);
  });

  it('is forgotten once it is closed, its model included', async () => {
    browser.closePages();
    browser.openPage('b');
    await b.prune();
    const page = filesOf('b').slice(0, 4);
    expect(browser.kept()).toHaveLength(page.length);
    expect(browser.kept().filter((path) => path.includes('-a.') || path.includes('/a/'))).toEqual([]);
    expect(await ask(b, '')).toBe(pageOf('b'));
  });

  it.each([
    ['a page of any release is just starting', () => browser.windows++],
    [
      'a newer release is being taken in',
      () => {
        browser.newer = true;
      },
    ],
  ])('is not forgotten while %s', async (_, happens) => {
    browser.closePages();
    browser.openPage('b');
    happens();
    await b.prune();
    expect(await ask(b, 'assets/lazy-a.js')).toBe('assets/lazy-a.js of a');
  });
});

it('does not wait for a newer release that is being taken in', async () => {
  Object.assign(browser, { newer: true, busy: true });
  await expect(a.prune()).resolves.toBeUndefined();
});

it('drops what earlier versions kept, and nothing of another page', async () => {
  const OTHER = 'https://example.org/lab-2/';
  const keep = (name: string, ...urls: string[]) =>
    browser.stored.set(name, new Map(urls.map((url) => [url, new Response('')])));
  keep(`workbox-precache-v2-${FOLDER}`);
  keep(`workbox-precache-v2-${OTHER}`);
  keep('batchmates-models', `${FOLDER}models/nano/config.json`, `${OTHER}models/nano/config.json`);
  await a.prune();
  expect([...browser.stored.keys()]).not.toContain(`workbox-precache-v2-${FOLDER}`);
  expect([...browser.stored.keys()]).toContain(`workbox-precache-v2-${OTHER}`);
  expect([...browser.stored.get('batchmates-models')!.keys()]).toEqual([`${OTHER}models/nano/config.json`]);
});

it('answers from the host where the browser forbids caches', async () => {
  browser.forbidden = true;
  expect(await ask(a, '')).toBe(pageOf('a'));
  expect(await ask(a, 'models/a/nano/config.json')).toBe('models/a/nano/config.json of a');
});
