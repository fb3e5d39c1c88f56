import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalOf } from '../openai/error.ts';
import { listen } from './listen.node.ts';
import { END } from './testing/byte-codec.ts';
import { FakeService } from './testing/fake-service.ts';
import { openTestServer, testParts } from './testing/open-test-server.ts';

const { app, defects } = testParts(new FakeService(() => [65, END]), { limits: { body: 200_000 } });

async function post(
  body: string | Uint8Array<ArrayBuffer>,
  path = '/v1/completions',
  headers: Record<string, string> = {},
) {
  const all = { 'content-type': 'application/json', ...headers };
  const answer = await app.request(`http://127.0.0.1${path}`, { method: 'POST', headers: all, body });
  const text = await answer.text();
  return { status: answer.status, body: JSON.parse(text), message: refusalOf(JSON.parse(text)) };
}

const completion = (more: object) => post(JSON.stringify({ prompt: 'x', ...more }));

describe('bodies that are none', () => {
  it.each([
    ['not JSON', '{"prompt": ', 400, 'body: expected JSON'],
    ['a list', '[]', 400, 'body: expected an object, found a list of 0'],
    ['null', 'null', 400, 'body: expected an object, found null'],
    [
      'deep',
      `{"prompt":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
      400,
      'body: expected at most 32 levels',
    ],
    [
      'deep within text',
      JSON.stringify({ prompt: '['.repeat(1000), stop: '' }),
      400,
      'stop[0]: expected at least 1',
    ],
    ['too large', `{"prompt":"${'x'.repeat(200_000)}"}`, 413, 'body: expected at most 200000 bytes'],
  ])('%s', async (_, body, status, message) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect(answer.message).toContain(message);
  });

  it('bytes that are no UTF-8, and other types of content', async () => {
    const bad = await post(
      Uint8Array.from([...Buffer.from('{"prompt":"'), 0xc3, 0x28, ...Buffer.from('"}')]),
    );
    expect(bad).toMatchObject({ status: 400, message: expect.stringContaining('expected UTF-8') });
    const text = await post('{"prompt":"x"}', '/v1/completions', { 'content-type': 'text/plain' });
    expect(text).toMatchObject({ status: 415, message: expect.stringContaining('application/json') });
  });
});

describe('fields of the wrong shape are named', () => {
  it.each([
    ['prompt', { prompt: undefined }, 'prompt: expected a text, a list of texts'],
    ['prompt', { prompt: [] }, 'found an empty list'],
    ['prompt', { prompt: '' }, 'prompt: expected at least one token'],
    ['prompt[1]', { prompt: [1, 'a'] }, 'prompt[1]: expected a token id, found "a"'],
    ['prompt[1]', { prompt: ['a', [1]] }, 'found a list of 1 among them'],
    ['prompt[0][1]', { prompt: [[1, 1.5]] }, 'prompt[0][1]: expected a token id, found 1.5'],
    ['prompt[2]', { prompt: [1, 2, 257] }, 'prompt[2]: expected a token id below 257, found 257'],
    ['prompt[0]', { prompt: [-1] }, 'expected a token id, found -1'],
    ['prompt', { prompt: Array.from({ length: 65 }, () => 'a') }, 'at most 64 prompts, found 65'],
    ['max_tokens', { max_tokens: 0 }, 'max_tokens: expected at least 1, found 0'],
    ['max_tokens', { max_tokens: '5' }, 'max_tokens: expected a'],
    ['max_tokens', { max_tokens: 4096 }, 'max_tokens: expected at most 4095'],
    ['temperature', { temperature: -1 }, 'temperature: expected at least 0'],
    ['seed', { seed: 2 ** 32 }, 'seed: expected at most 4294967295'],
    ['n', { n: 65 }, 'n: expected at most 64'],
    ['n', { prompt: Array.from({ length: 5 }, () => 'a'), n: 64 }, 'at most 256 answers'],
    ['stop', { stop: Array.from({ length: 17 }, () => 'a') }, 'stop: expected at most 16 entries'],
    ['stop_token_ids', { stop_token_ids: [999] }, 'stop_token_ids: expected ids below 257'],
    ['stream_options', { stream_options: { include_usage: true } }, 'expected stream to be true'],
    ['batchmates.set', { batchmates: { set: 'fast' } }, 'batchmates.set: expected one of "variant"'],
    ['batchmates.speed', { batchmates: { speed: 1 } }, 'batchmates.speed: not known to this server'],
    ['batchmates.tier', { batchmates: { tier: 8 } }, 'batchmates.tier: expected at most 7'],
    ['__proto__', JSON.parse('{"__proto__": {"stream": true}}'), '__proto__: not known'],
    ['logit_bias', { logit_bias: { 5: 1 } }, 'logit_bias: not supported by this server'],
    ['response_format', { response_format: { type: 'json_object' } }, 'response_format: not supported'],
    ['best_of', { best_of: 3 }, 'best_of: not supported'],
  ])('%s', async (param, more, message) => {
    const answer = await completion(more);
    expect(answer.status).toBe(400);
    expect(answer.message).toContain(message);
    expect(answer.body.error.param).toBe(param);
  });

  it('takes what asks for nothing, and null', async () => {
    const neutral = { top_p: 1, top_k: -1, frequency_penalty: 0, logit_bias: {}, suffix: null, seed: null };
    expect((await completion({ ...neutral, response_format: { type: 'text' }, stop: null })).status).toBe(
      200,
    );
  });

  it('a prompt longer than the context', async () => {
    const answer = await completion({ prompt: 'x'.repeat(4096) });
    expect(answer.body.error).toMatchObject({ code: 'context_length_exceeded', param: 'prompt' });
  });

  it.each([
    [{ messages: [] }, 'messages: expected at least 1 entries'],
    [{ messages: [{ role: 'judge', content: 'x' }] }, 'messages[0].role: expected one of "system"'],
    [
      { messages: [{ role: 'user', content: [{ type: 'image_url' }] }] },
      'messages[0].content[0]: expected a part of type "text"',
    ],
    [{ messages: [{ role: 'user' }] }, 'messages[0].content: expected text'],
    [{ tools: [{ type: 'function' }] }, 'tools: not supported'],
    [{ top_logprobs: 3 }, 'top_logprobs: expected logprobs to be true'],
    [{ logprobs: true, top_logprobs: 9 }, 'top_logprobs: expected at most 8'],
    [{ max_tokens: 3, max_completion_tokens: 4 }, 'max_tokens: expected max_completion_tokens'],
  ])('of a chat: %j', async (more, message) => {
    const body = { messages: [{ role: 'user', content: 'x' }], ...more };
    const answer = await post(JSON.stringify(body), '/v1/chat/completions');
    expect(answer.status).toBe(400);
    expect(answer.message).toContain(message);
  });

  it('and none of it was a defect', () => expect(defects).toEqual([]));
});

describe('who may ask', () => {
  it('a page of this machine and of the origin that is named, no other', async () => {
    const ask = (origin: string, cors: string | null) =>
      testParts(new FakeService(() => []), { cors }).app.request('http://127.0.0.1/v1/models', {
        headers: { origin },
      });
    expect((await ask('https://evil.example', null)).status).toBe(403);
    const own = await ask('http://localhost:5173', null);
    expect([own.status, own.headers.get('access-control-allow-origin')]).toEqual([
      200,
      'http://localhost:5173',
    ]);
    expect((await ask('https://lab.example', 'https://lab.example')).status).toBe(200);
    expect((await ask('https://lab.example.evil.example', 'https://lab.example')).status).toBe(403);
    expect((await ask('http://127.0.0.1.evil.example', null)).status).toBe(403);
  });

  it('a page’s browser, which asks first whether its headers are welcome, key or not', async () => {
    const { app: closed } = testParts(new FakeService(() => []), { key: 'secret' });
    const headers = {
      ...{ origin: 'http://localhost:5173', 'access-control-request-method': 'POST' },
      'access-control-request-headers': 'authorization,content-type',
    };
    const answer = await closed.request('http://127.0.0.1/v1/completions', { method: 'OPTIONS', headers });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-headers')).toContain('authorization');
  });

  it('nobody by a name that a stranger’s DNS gave to this machine', async () => {
    expect((await app.request('http://rebound.example/v1/models')).status).toBe(403);
    expect((await app.request('http://[::1]:8000/v1/models')).status).toBe(200);
  });

  it('with the key, which health alone does without', async () => {
    const service = new FakeService(() => []);
    const { app: closed } = testParts(service, { key: 'secret' });
    const get = async (path: string, key?: string) => {
      const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
      return (await closed.request(`http://127.0.0.1${path}`, { headers })).status;
    };
    expect(await get('/health')).toBe(200);
    service.hasFailed = true;
    expect(await get('/health')).toBe(503);
    for (const path of ['/v1/models', '/metrics', '/version', '/batchmates/events']) {
      expect(await get(path)).toBe(401);
      expect(await get(path, 'secre')).toBe(401);
    }
    expect(await get('/metrics', 'secret')).toBe(200);
  });

  it('and without it no body is read', async () => {
    const { app: closed } = testParts(new FakeService(() => []), { key: 'secret' });
    let pulled = 0;
    const body = new ReadableStream({
      pull: (stream) => stream.enqueue(new Uint8Array(1000).fill(++pulled)),
    });
    const headers = { 'transfer-encoding': 'chunked', 'content-type': 'application/json' };
    const asked = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
    const answer = await closed.request('http://127.0.0.1/v1/completions', asked);
    expect([answer.status, pulled < 5]).toEqual([401, true]);
  });

  it('so often a minute', async () => {
    const { app: slow } = testParts(new FakeService(() => []), { limits: { rate: 2 } });
    const statuses: number[] = [];
    let wait: string | null = null;
    for (let i = 0; i < 3; i++) {
      const answer = await slow.request('http://127.0.0.1/version');
      statuses.push(answer.status);
      wait = answer.headers.get('retry-after');
    }
    expect([statuses, Number(wait) > 0]).toEqual([[200, 200, 429], true]);
  });
});

describe('connections', () => {
  const LONG = Array.from({ length: 60_000 }, () => 65);
  const service = new FakeService(() => LONG);
  let server: Awaited<ReturnType<typeof openTestServer>>;
  beforeAll(async () => {
    const limits = { buffer: 10_000, patience: 200 };
    server = await openTestServer(service, { limits, served: { maxPositions: 100_000 } });
  });
  afterAll(() => server.listening.close());

  it('ends the answer of a reader who takes nothing, and cuts the connection', async () => {
    const body = JSON.stringify({ prompt: 'x', max_tokens: 60_000, stream: true, logprobs: 8 });
    const { port, hostname: host } = new URL(server.url);
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const asking = httpRequest({ host, port, method: 'POST', path: '/v1/completions', headers });
    asking.end(body);
    // Its body is never read.
    await new Promise((resolve) => asking.once('response', resolve));
    await expect
      .poll(() => [...service.cancelled.values()], { timeout: 30_000 })
      .toEqual(['its client read too slowly']);
    expect(service.load.freeBlocks).toBe(service.blocks);
    await expect.poll(() => server.listening.underWay, { timeout: 30_000 }).toBe(0);
    asking.on('error', () => undefined);
    asking.destroy();
  });

  it('ends all answers of a client that asked for several at once and went away', async () => {
    const before = service.asks.length;
    const body = JSON.stringify({ prompt: 'x', max_tokens: 60_000 });
    const head = `POST /v1/completions HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}`;
    const client = connect(Number(new URL(server.url).port), '127.0.0.1');
    client.write(`${head}\r\n\r\n${body}`.repeat(12));
    await expect.poll(() => service.asks.length - before, { timeout: 30_000 }).toBe(12);
    client.destroy();
    const told = () => service.asks.slice(before).map(({ id }) => service.cancelled.get(id));
    await expect
      .poll(told, { timeout: 30_000 })
      .toEqual(Array.from({ length: 12 }, () => 'its client went away'));
    expect(server.listening.underWay).toBe(0);
    expect(service.load.freeBlocks).toBe(service.blocks);
  });

  it('takes a client that goes away within its body for no defect', async () => {
    const client = connect(Number(new URL(server.url).port), '127.0.0.1');
    const head = 'POST /v1/completions HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n';
    client.write(`${head}content-length: 99\r\n\r\n{`);
    await expect.poll(() => server.listening.underWay, { timeout: 30_000 }).toBe(1);
    client.destroy();
    const counted = () => server.parts.counted.text(service.load, 0);
    await expect.poll(counted, { timeout: 30_000 }).toContain('{route="completions",status="4xx"} 1');
    expect(server.defects).toEqual([]);
  });

  it.each([
    ['headers', 'POST /v1/completions HTTP/1.1\r\nhost: 127.0.0.1\r\nx: '],
    ['a body', 'POST /v1/completions HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 9\r\n\r\n{'],
  ])('does not wait for ever for %s that never end', async (_, begun) => {
    const place = { host: '127.0.0.1', port: 0, patience: 1000 };
    const listening = await listen(app, { ...place, times: { headersTimeout: 20, requestTimeout: 30 } });
    const slow = connect(Number(new URL(listening.url).port), '127.0.0.1');
    slow.write(begun);
    let told = '';
    slow.on('data', (data: Buffer) => {
      told += data.toString();
    });
    await new Promise((resolve) => slow.once('close', resolve));
    expect(told).toContain('408 Request Timeout');
    await listening.close();
  });
});
