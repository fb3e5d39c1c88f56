import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkpointTensors } from './assemble.ts';
import { httpModelFiles } from './files-http.ts';
import { loadModel } from './load.ts';
import { ModelError } from './model-error.ts';
import { configJson, syntheticCheckpoint, writeSafetensors } from './testing/synthetic.ts';

const BODY = Uint8Array.from({ length: 300_000 }, (_, i) => i * 7);

const answers: Record<string, RequestListener> = {
  '/nano/sized': (_, response) => response.writeHead(200, { 'content-length': BODY.length }).end(BODY),
  '/nano/chunked': (_, response) => {
    response.write(BODY.subarray(0, 1_000));
    response.end(BODY.subarray(1_000));
  },
  '/nano/zipped': (_, response) => {
    const zipped = gzipSync(BODY);
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': zipped.length }).end(zipped);
  },
  '/nano/empty': (_, response) => response.writeHead(200, { 'content-length': 0 }).end(),
  '/nano/page': (_, response) =>
    response.writeHead(200, { 'content-type': 'Text/HTML; charset=utf-8' }).end('<html>'),
  '/nano/cut': (_, response) => {
    response.writeHead(200, { 'content-length': BODY.length });
    response.write(BODY.subarray(0, 1_000), () => response.destroy());
  },
  '/nano/endless': (_, response) => {
    response.writeHead(200, { 'content-length': BODY.length });
    response.write(BODY.subarray(0, 1_000));
    response.once('close', () => hungUp());
  },
  '/nano/silent': (_, response) => {
    response.once('close', () => hungUp());
    asked();
  },
};

/** Told when a client goes away before it has its answer. */
let hungUp = (): void => undefined;
/** Told when a client waits for an answer that does not come. */
let asked = (): void => undefined;

describe('httpModelFiles', () => {
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    if (answer === undefined) response.writeHead(404).end('no such file');
    else answer(request, response);
  });
  let base = '';

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/nano`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it.each([
    ['sized', BODY.length],
    ['chunked', null],
    ['zipped', null],
  ])('reads a %s answer with its progress', async (name, total) => {
    const heard: (number | null)[][] = [];
    const bytes = await httpModelFiles(base).read(name, (...progress) => heard.push(progress));
    expect(Buffer.compare(bytes, BODY)).toBe(0);
    expect(heard.length).toBeGreaterThan(1);
    expect(heard.at(-1)).toEqual([BODY.length, total]);
    const loaded = heard.map(([so]) => so!);
    expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
  });

  it('reads an empty file, and a base that ends in a slash', async () => {
    expect(await httpModelFiles(`${base}/`).read('empty')).toHaveLength(0);
  });

  it.each([
    ['absent', '/nano/absent: expected a file, found status 404 Not Found'],
    ['page', '/nano/page: expected a model file, found a web page (text/html)'],
    ['cut', '/nano/cut: expected a file, found no complete answer'],
  ])('refuses %s', async (name, message) => {
    const read = httpModelFiles(base).read(name);
    await expect(read).rejects.toThrow(ModelError);
    await expect(read).rejects.toThrow(message);
  });

  it('leaves a download that is larger than the file may be', async () => {
    const gone = new Promise<void>((resolve) => {
      hungUp = resolve;
    });
    await expect(httpModelFiles(base).read('endless', undefined, 999)).rejects.toThrow(
      '/nano/endless: expected at most 999 bytes, found more',
    );
    await gone;
    expect(await httpModelFiles(base).read('sized', undefined, BODY.length)).toHaveLength(BODY.length);
  });

  it('loads a model in shards', async () => {
    const checkpoint = syntheticCheckpoint({}, { seed: 8, dtype: 'BF16' });
    const tensors = checkpointTensors(checkpoint);
    const shards = { 'a.safetensors': tensors.slice(0, 9), 'b.safetensors': tensors.slice(9) };
    const map = Object.entries(shards).flatMap(([file, held]) => held.map(({ name }) => [name, file]));
    const served: Record<string, Uint8Array | string> = {
      'config.json': JSON.stringify(configJson(checkpoint.config)),
      'model.safetensors.index.json': JSON.stringify({ weight_map: Object.fromEntries(map) }),
      'a.safetensors': writeSafetensors(shards['a.safetensors']),
      'b.safetensors': writeSafetensors(shards['b.safetensors']),
    };
    for (const [name, content] of Object.entries(served))
      answers[`/nano/${name}`] = (_, response) => response.end(content);
    const loaded = await loadModel(httpModelFiles(base), 'nano', { needsText: false });
    expect(loaded.weightFiles).toEqual(['a.safetensors', 'b.safetensors']);
    expect(loaded.checkpoint).toEqual({ ...checkpoint, hash: loaded.checkpoint.hash });
  });

  it.each(['endless', 'silent'])('leaves a download under way (%s) where it is aborted', async (name) => {
    const stop = new AbortController();
    const gone = new Promise<void>((resolve) => {
      hungUp = resolve;
    });
    asked = () => stop.abort(new Error('enough'));
    const read = httpModelFiles(base, stop.signal).read(name, asked);
    await expect(read).rejects.toThrow(/^enough$/);
    await gone;
    await expect(httpModelFiles(base, stop.signal).read('sized')).rejects.toThrow(/^enough$/);
  });

  it('names the URL where there is no server', async () => {
    const read = httpModelFiles('http://127.0.0.1:1/m').read('config.json');
    await expect(read).rejects.toThrow(
      'http://127.0.0.1:1/m/config.json: expected a file, found no complete answer',
    );
  });
});
