import { expect, it } from 'vitest';
import { DEFAULT_SERVING } from '../../steps/serving.ts';
import { serverAddress } from './server-address.ts';
import { EVENTS_PATH, type WatchNews, watchServer } from './watch-server.ts';

const URL_ = new URL('http://127.0.0.1:8000');
const BEGAN = {
  ...{ type: 'began', arm: 'served', at: 0, serving: DEFAULT_SERVING, clock: { kind: 'real' } },
  ...{ blocks: 8, hostBlocks: 0, maxSequences: 4, expected: null },
};
const TOKEN = {
  ...{ type: 'token', arm: 'served', at: 2, request: 0, step: 0, position: 0, token: 5, text: ' a' },
};

/** A stream of events, cut into pieces wherever it may be. */
function stream(text: string, pieces = 7): Response {
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += pieces) controller.enqueue(bytes.slice(at, at + pieces));
      controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
}

const sse = (...events: unknown[]) => events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');

/** Answers in turn, the last one for ever; `asked` are the questions, `waits` the pauses between them. */
async function watched(...answers: (() => Response | Promise<Response>)[]) {
  const news: WatchNews[] = [];
  const asked: { readonly url: string; readonly init: RequestInit }[] = [];
  const waits: number[] = [];
  const end = await watchServer({
    ...{ url: URL_, key: 'sk-secret', signal: new AbortController().signal, tell: (each) => news.push(each) },
    fetch: async (url, init = {}) => {
      asked.push({ url: String(url), init });
      return await answers[Math.min(asked.length, answers.length) - 1]();
    },
    page: PAGE,
    pause: async (milliseconds) => void waits.push(milliseconds),
  });
  return { news, asked, waits, end };
}

const PAGE = {
  ...{ origin: 'https://page.example', online: () => true },
  onForbidden: () => () => undefined,
};
const gone = () => Promise.reject(new TypeError('Failed to fetch'));

it('tells what a stream says, whole events wherever it is cut, and what of it is broken or unknown', async () => {
  const said = `: hello\n\n${sse(BEGAN, TOKEN, { type: 'later' })}data: {"type":"token"\n\n${sse({ ...TOKEN, position: -1 })}`;
  const { news, asked, end } = await watched(
    () => stream(said),
    () => new Response('', { status: 401 }),
  );
  expect(asked[0].url).toBe(`http://127.0.0.1:8000${EVENTS_PATH}`);
  expect(asked[0].init).toMatchObject({
    headers: { authorization: 'Bearer sk-secret' },
    ...{ credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer' },
  });
  expect(news.flatMap((each) => (each.type === 'heard' ? [each.event.type] : []))).toEqual([
    'began',
    'token',
  ]);
  expect(news.filter(({ type }) => type === 'unknown')).toHaveLength(1);
  expect(news.flatMap((each) => (each.type === 'broken' ? [each.problem] : []))).toEqual([
    'expected JSON',
    expect.stringMatching(/^token: position: /),
  ]);
  expect(end).toMatch(/wants the key that it was started with/);
  expect(JSON.stringify(news) + end).not.toContain('sk-secret');
});

it('asks again where a stream breaks off, longer apart each time, from the start after one that was heard, and gives up', async () => {
  const { news, waits, end } = await watched(
    () => stream(sse(BEGAN)),
    // Of two tries: each asks a second time why nothing came.
    ...[gone, gone, gone, gone],
    () => stream(sse(BEGAN)),
    gone,
  );
  expect(waits.slice(0, 4)).toEqual([500, 1000, 2000, 500]);
  expect(waits.at(-1)).toBe(15_000);
  expect(news.filter(({ type }) => type === 'listening')).toHaveLength(2);
  expect(news.filter(({ type }) => type === 'lost')).toHaveLength(waits.length);
  expect(end).toMatch(/^127\.0\.0\.1:8000 cannot be reached from this page.*; it was asked 9 times again$/);
});

it('tells a server that gives no leave from one that is not there, and both from one that has no events', async () => {
  const opaque = () => new Response(null, { status: 200 });
  expect((await watched(gone, opaque)).end).toMatch(
    /does not let pages of https:\/\/page\.example read its answers \(CORS\): lab serve --cors/,
  );
  const silent = await watched(gone);
  expect(silent.end).toMatch(/^127\.0\.0\.1:8000 cannot be reached from this page/);
  // The second question is for no answer that is read: it has no key.
  expect(JSON.stringify(silent.asked[1])).not.toContain('sk-secret');
  expect((await watched(() => new Response('', { status: 404 }))).end).toMatch(/no events to watch/);
  expect((await watched(() => Response.json({}))).end).toMatch(/answers with application\/json/);
});

it('lets go of an event that has no end, and hands on why a server lets it go', async () => {
  const refuses = () => new Response('', { status: 404 });
  const messages = async (text: string, pieces: number) =>
    (await watched(() => stream(text, pieces), refuses)).news.flatMap((each) =>
      each.type === 'lost' ? [each.message] : [],
    );
  expect(await messages(`data: ${'x'.repeat(17_000_000)}`, 1_000_000)).toEqual([
    expect.stringMatching(/^http:\/\/127\.0\.0\.1:8000 is no longer heard/),
  ]);
  expect(await messages(sse({ error: { message: 'this watcher was let go: it is slow' } }), 7)).toEqual([
    'http://127.0.0.1:8000 ended the stream: this watcher was let go: it is slow',
  ]);
});

it.each([
  ['127.0.0.1:8000', 'http://127.0.0.1:8000/'],
  [' http://localhost:8000/v1/ ', 'http://localhost:8000/v1'],
  ['https://models.example/team/v1', 'https://models.example/team/v1'],
])('takes %j for an address that the page’s policy lets it ask', (text, href) => {
  expect(String(serverAddress(text))).toBe(href);
});

it.each([
  ['', /expected an address such as/],
  ['http://10.0.0.7:8000', /expected https:\/\/ of another machine.*ssh -L/],
  ['http://[::1]:8000', /this page’s policy names only those/],
  ['http://127.0.0.2:8000', /this page’s policy names only those/],
  ['ftp://localhost', /http or https address/],
  ['https://me:word@models.example', /a key belongs into its own field/],
  ['https://models.example/?key=sk', /without "\?" and "#"/],
  ['http://exa mple', /http or https address/],
])('refuses %j, saying why', (text, words) => {
  expect(serverAddress(text)).toMatch(words);
});
