import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { boundedBody } from './bounded-body.ts';
import { cacheFolders, folderOf, repoOf } from './hub-cache.node.ts';
import { ask, type Net, openNet } from './net.ts';
import { retryAfter } from './patience.ts';

const TOKEN = 'hf_secret';

/** Asks a host that answers by a function, and keeps what it was asked with. */
function netWith(answer: (url: string) => Response | Promise<Response>, endpoint = 'https://hub.test') {
  const sent: { url: string; init: RequestInit }[] = [];
  const net: Net = {
    ...openNet({ endpoint, token: TOKEN }),
    fetch: async (url, init) => {
      sent.push({ url, init });
      return await answer(url);
    },
  };
  return {
    net,
    sent,
    authorized: () => sent.filter(({ init }) => 'authorization' in (init.headers as object)),
  };
}

const redirected = (url: string) => Object.defineProperty(new Response('x'), 'url', { value: url });

describe('asking a host', () => {
  it.each([
    ['https://hub.test/api/models/o/n', true],
    ['https://hub.test:444/api/models/o/n', false],
    ['https://hub.test.elsewhere.test/', false],
    ['https://elsewhere.test/https://hub.test/', false],
    ['http://hub.test/api', false],
  ])('shows the token to %s: %s', async (url, shown) => {
    const { net, authorized } = netWith(() => new Response('x'));
    await ask(net, url);
    expect(authorized()).toHaveLength(shown ? 1 : 0);
  });

  it('sends no cookie and no address, and takes no answer that came over the open network', async () => {
    const { net, sent } = netWith(() => redirected('http://elsewhere.test/m'));
    await expect(ask(net, 'https://hub.test/m')).rejects.toThrow('found a redirect to http://elsewhere.test');
    expect(sent[0].init).toMatchObject({ credentials: 'omit', referrerPolicy: 'no-referrer' });
  });

  it.each([
    ['http://hub.test', 'https address'],
    ['https://u:p@hub.test', 'https address'],
    ['nonsense', 'https address'],
  ])('refuses the endpoint %s', (endpoint, message) => {
    expect(() => openNet({ endpoint })).toThrow(message);
  });

  it('never shows a token that no header could carry', () => {
    expect(() => openNet({ token: 'a\nb' })).toThrow(/^token: expected characters/);
    expect(openNet({ token: ' x\n' }).token).toBe('x');
  });

  it('tries again where a host is in trouble, and gives up in the end', async () => {
    vi.useFakeTimers();
    const { net, sent } = netWith(() => new Response('', { status: 503 }));
    const asked = ask(net, 'https://hub.test/m').catch((error: Error) => error.message);
    await vi.runAllTimersAsync();
    expect(await asked).toBe('https://hub.test/m: expected an answer, found status 503');
    expect(sent).toHaveLength(5);
    vi.useRealTimers();
  });

  it('says why there is no answer', async () => {
    const { net } = netWith(() =>
      Promise.reject(new TypeError('fetch failed', { cause: new Error('ENOTFOUND') })),
    );
    await expect(ask(net, 'https://hub.test/m')).rejects.toThrow('found none (fetch failed: ENOTFOUND)');
  });
});

it('gives up a host that says nothing, or no more', async () => {
  vi.useFakeTimers();
  const unanswered = (_: string, { signal }: RequestInit) =>
    new Promise<Response>((_resolve, reject) =>
      signal!.addEventListener('abort', () => reject(signal!.reason)),
    );
  const asked = ask({ ...openNet({}), fetch: unanswered }, 'https://hub.test/m').catch(
    (error: Error) => error.message,
  );
  const stuck = new ReadableStream({ start: (body) => body.enqueue(new Uint8Array(3)) });
  const body = boundedBody(new Response(stuck), 'https://hub.test/m', 99).catch(
    (error: Error) => error.message,
  );
  await vi.advanceTimersByTimeAsync(31_000);
  expect(await asked).toBe('https://hub.test/m: expected an answer, found none (nothing for 30 s)');
  expect(await body).toBe(
    'https://hub.test/m: expected an answer to its end, found it cut (nothing for 30 s)',
  );
  vi.useRealTimers();
});

it('says what is wrong with an endpoint without its secrets', () => {
  for (const endpoint of ['http://me:secret@127.0.0.1', 'https://hub.test?k=secret', 'x://u:secret@h'])
    expect(() => openNet({ endpoint })).toThrow(
      /^endpoint: expected an https address, found "((?!secret).)*"$/,
    );
});

it('gives up redirects without an end at once', async () => {
  const server = createServer((_, response) => response.writeHead(302, { location: '/m' }).end());
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
  const asked = ask(openNet({}), `http://127.0.0.1:${port}/m`);
  await expect(asked).rejects.toMatchObject({
    why: 'damaged',
    message: expect.stringContaining('found redirects without an end'),
  });
  server.close();
});

it.each([
  ['3', 3000],
  ['Thu, 01 Jan 1970 00:00:10 GMT', 9000],
  ['soon', null],
  ['', null],
])('waits by Retry-After: %s', (text, milliseconds) => {
  expect(retryAfter(new Headers({ 'retry-after': text }), 1000)).toBe(milliseconds);
});

it('keeps models where the hub’s tools do, by their variables', () => {
  expect(cacheFolders({}, '/home/a').hub).toBe('/home/a/.cache/huggingface/hub');
  expect(cacheFolders({ XDG_CACHE_HOME: '/x' }, '/home/a')).toEqual({
    hub: '/x/huggingface/hub',
    addresses: '/x/batchmates/models',
    renamed: '/x/batchmates/renamed',
  });
  expect(cacheFolders({ HF_HOME: '~/hf' }, '/home/a').hub).toBe('/home/a/hf/hub');
  expect(cacheFolders({ HF_HOME: '/hf', HF_HUB_CACHE: '/cache' }, '/home/a').hub).toBe('/cache');
  expect(folderOf({ kind: 'hub', repo: 'o/n', file: null })).toBe('models--o--n');
  expect(['models--o--n', 'models--gpt2', 'datasets--o--n', 'models--'].map(repoOf)).toEqual([
    'o/n',
    'gpt2',
    null,
    null,
  ]);
});
