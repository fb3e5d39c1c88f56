import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseSource } from '../../experiment/model-source.ts';
import { type HubServer, openHubServer } from '../testing/hub-server.node.ts';
import { memoryStorage } from '../testing/memory-storage.ts';
import { downloadModel } from './download.ts';
import { loadPlace } from './load-place.ts';
import { lookUp } from './look-up.ts';
import { openNet } from './net.ts';
import { parseHashes } from './opfs-manifest.ts';
import type { DownloadProgress } from './progress.ts';
import { OpfsShelf } from './shelf-opfs.ts';

const NAMES = ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'];
const files = Object.fromEntries(
  NAMES.map((name) => [name, new Uint8Array(readFileSync(`public/models/pico/${name}`))]),
);
const hex = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const SHA256 = hex(files['model.safetensors']);

let hub: HubServer;
let storage: ReturnType<typeof memoryStorage>;
let shelf: OpfsShelf;

beforeEach(async () => {
  storage = memoryStorage();
  vi.stubGlobal('navigator', storage);
  shelf = new OpfsShelf();
  hub = await openHubServer({ 'o/pico': { files } });
  for (const name of NAMES) hub.plain.set(`m/${name}`, files[name]);
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await hub.close();
});

async function download(
  text: string,
  signal?: AbortSignal,
  onProgress: (progress: DownloadProgress) => void = () => undefined,
) {
  const named = parseSource(text, hub.endpoint);
  if (typeof named === 'string') throw new Error(named);
  const net = openNet({ endpoint: hub.endpoint, signal });
  return await downloadModel({ shelf, net, onProgress, ...(await lookUp(net, named)) });
}

async function load(kept: Awaited<ReturnType<typeof download>>) {
  return await loadPlace({ name: 'pico', files: await shelf.files(kept), gguf: null });
}

/** The file in storage that holds such bytes, or what was hashed of it. */
async function stored(bytes: Uint8Array, folder: 'blobs' | 'hashes' = 'blobs') {
  const models = await storage.root.getDirectoryHandle('batchmates-models');
  const blobs = await models.getDirectoryHandle('blobs');
  for await (const name of blobs.keys()) {
    const file = await blobs.getFileHandle(name);
    if (hex(file.bytes) === hex(bytes))
      return await (await models.getDirectoryHandle(folder)).getFileHandle(name);
  }
  throw new Error('no such file');
}

const sources = () => [
  ['a hub', 'hf:o/pico'],
  ['an address', `${hub.plainBase}m/`],
];

describe.each([0, 1])('what is kept from source %i', (which) => {
  it('loads as what was downloaded, until a bit of it changes; deleted and downloaded again it loads', async () => {
    const [, source] = sources()[which];
    const kept = await download(source);
    expect((await load(kept)).checkpoint.hash).toBe(`sha256:${SHA256}`);
    const file = await stored(files['model.safetensors']);
    // The last weight: nothing else would tell.
    file.bytes[file.bytes.length - 1] ^= 1;
    await expect(load(kept)).rejects.toThrow(
      `model.safetensors: expected the SHA-256 ${SHA256}, as when it was downloaded, found ${hex(file.bytes)}: ` +
        'it changed where it is kept; delete the model from the list in Settings and download it again',
    );
    await shelf.remove(kept.key);
    expect(await shelf.list()).toEqual([]);
    expect((await load(await download(source))).checkpoint.hash).toBe(`sha256:${SHA256}`);
  });

  it('a small file that changed is refused too', async () => {
    const kept = await download(sources()[which][1]);
    const file = await stored(files['tokenizer.json']);
    file.bytes[file.bytes.length - 2] = 0x20;
    await expect(load(kept)).rejects.toThrow(/tokenizer\.json: expected the .* it changed where it is kept/);
  });
});

it('goes by the SHA-256 of what an earlier version kept, and where what was hashed quickly changed', async () => {
  const kept = await download('hf:o/pico');
  const quick = await stored(files['model.safetensors'], 'hashes');
  for (const text of ['', '{', JSON.stringify({ xxh128: '0'.repeat(32), sha256: null })]) {
    quick.bytes = new TextEncoder().encode(text);
    expect((await load(kept)).checkpoint.hash).toBe(`sha256:${SHA256}`);
  }
  const file = await stored(files['model.safetensors']);
  file.bytes[file.bytes.length - 1] ^= 1;
  await expect(load(kept)).rejects.toThrow(`expected the SHA-256 ${SHA256}`);
});

it('a download that was broken off is hashed from its beginning', async () => {
  const stop = new AbortController();
  hub.mishaps.slow = 40;
  const half = download('hf:o/pico', stop.signal, ({ loaded }) => {
    if (loaded > 400_000) stop.abort();
  });
  await expect(half).rejects.toThrow('abort');
  hub.mishaps.slow = 0;
  hub.seen.length = 0;
  const kept = await download('hf:o/pico');
  expect(hub.seen.map(({ range }) => range)).toContainEqual(expect.stringMatching(/^bytes=[1-9]\d{5,}-$/));
  const quick = await stored(files['model.safetensors'], 'hashes');
  expect(parseHashes(new TextDecoder().decode(quick.bytes))).toMatchObject({ sha256: SHA256 });
  expect((await load(kept)).checkpoint.hash).toBe(`sha256:${SHA256}`);
});
