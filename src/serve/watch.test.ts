import { expect, it } from 'vitest';
import type { LoadEvent } from '../lab/load/load-events.ts';
import { readEvents } from '../openai/sse.ts';
import { END } from './testing/byte-codec.ts';
import { FakeService } from './testing/fake-service.ts';
import { openTestServer, testParts } from './testing/open-test-server.ts';
import { WatchFeed } from './watch-feed.ts';

const ASK = {
  ...{ promptTokens: [1, 2, 3], maxNewTokens: 50, stopTokens: [END], tier: 0, top: 0, set: null },
  ...{ decoding: { temperature: 0, seed: 0 }, deterministic: false, shadow: false },
};

async function watched(service: FakeService, most: number, tellPrompts = false): Promise<LoadEvent[]> {
  const { app } = testParts(service, { tellPrompts });
  const answer = await app.request('http://127.0.0.1/batchmates/events');
  const events: LoadEvent[] = [];
  setImmediate(() => service.step());
  for await (const { data } of readEvents(answer.body!)) {
    events.push(JSON.parse(data));
    if (events.length === most) break;
  }
  return events;
}

it('tells whoever comes late who is there, counted from 0, and no texts', async () => {
  const service = new FakeService(() => [65, 66, 67], { byHand: true });
  for (const id of ['gone', 'a', 'b']) service.submit({ ...ASK, id }).cancel(id === 'gone' ? 'gone' : '');
  service.submit({ ...ASK, id: 'here' });
  const events = await watched(service, 4);
  expect(events.map(({ type }) => type)).toEqual(['began', 'arrived', 'admitted', 'token']);
  expect(events[1]).toMatchObject({ id: 'here', request: 0, prompt: '' });
  expect(events[3]).toMatchObject({ request: 0, token: 0, text: '' });
});

it('tells neither what a request would be given alone nor which prompt it has', () => {
  const step = { shadows: [{ request: 'r', position: 0, differing: 0, maxUlp: 0, kl: 0, alone: 77 }] };
  const events = [
    { type: 'began', arm: 'a' },
    { type: 'arrived', arm: 'a', request: 4, prompt: 'asked' },
    { type: 'step', arm: 'a', step },
    { type: 'ended', arm: 'a', request: 4, promptHash: 'abc' },
  ] as unknown as LoadEvent[];
  const heardBy = (tellPrompts: boolean) => {
    const heard: LoadEvent[] = [];
    const listen = (listener: (event: LoadEvent) => void) => {
      for (const event of events) listener(event);
      return () => undefined;
    };
    new WatchFeed({ listen }, tellPrompts).watch((event) => void heard.push(event));
    return heard;
  };
  const [, , told, ended] = heardBy(false);
  expect(told).toEqual({
    ...{ type: 'step', arm: 'a' },
    step: { shadows: [{ request: 'r', position: 0, differing: 0, maxUlp: 0, kl: 0 }] },
  });
  expect(ended).toEqual({ type: 'ended', arm: 'a', request: 0 });
  expect(heardBy(true)[2]).toEqual(events[2]);
});

it('tells texts where that is asked for', async () => {
  const service = new FakeService(() => [65], { byHand: true });
  service.submit({ ...ASK, id: 'here' });
  const events = await watched(service, 4, true);
  expect([events[1], events[3]]).toMatchObject([{ prompt: 'what was asked' }, { token: 65, text: 'x' }]);
});

it('lets go of who is gone, and of everyone at the end; newcomers are told 503', async () => {
  const service = new FakeService(() => [65], { byHand: true });
  const { url, feed, closing, listening } = await openTestServer(service);
  const leaving = new AbortController();
  await fetch(`${url}/batchmates/events`, { signal: leaving.signal });
  const staying = await fetch(`${url}/batchmates/events`);
  expect(feed.watchers).toBe(2);
  leaving.abort();
  await expect.poll(() => feed.watchers).toBe(1);
  closing.abort();
  for await (const { data } of readEvents(staying.body!)) expect(JSON.parse(data).type).toBe('began');
  expect(feed.watchers).toBe(0);
  expect((await fetch(`${url}/health`)).status).toBe(503);
  const body = JSON.stringify({ prompt: 'x' });
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(`${url}/v1/completions`, { method: 'POST', headers, body })).status).toBe(503);
  expect(await listening.idle(60_000)).toBe(true);
  await listening.close();
});
