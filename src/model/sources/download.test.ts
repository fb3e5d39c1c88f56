import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSource } from '../../experiment/model-source.ts';
import { checkpointTensors } from '../assemble.ts';
import { loadModel } from '../load.ts';
import { type HubServer, openHubServer } from '../testing/hub-server.node.ts';
import { configJson, syntheticCheckpoint, writeSafetensors } from '../testing/synthetic.ts';
import { type DownloadProgress, downloadModel, lacking } from './download.ts';
import { lookUp } from './look-up.ts';
import { type Net, openNet } from './net.ts';
import { DiskShelf } from './shelf.node.ts';

const checkpoint = syntheticCheckpoint({ vocabSize: 1500, hiddenSize: 64 }, { seed: 3, dtype: 'F32' });
const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const tensors = checkpointTensors(checkpoint);
const weights = writeSafetensors(tensors);
const config = json(configJson(checkpoint.config));
const shards = [tensors.slice(0, 5), tensors.slice(5)].map((each) => writeSafetensors(each));
const SHARDS = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
const index = json({
  weight_map: Object.fromEntries(tensors.map(({ name }, i) => [name, SHARDS[i < 5 ? 0 : 1]])),
});
const sharded = {
  'config.json': config,
  'model.safetensors.index.json': index,
  ...{ [SHARDS[0]]: shards[0], [SHARDS[1]]: shards[1] },
};
const gguf = new Uint8Array(5_000).fill(7);

let hub: HubServer;
let home: string;
let shelf: DiskShelf;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'shelf-'));
  shelf = new DiskShelf({ hub: join(home, 'hub'), addresses: join(home, 'addresses') });
  hub = await openHubServer({
    'o/small': {
      files: {
        'README.md': json('x'),
        'config.json': config,
        'model.safetensors': weights,
        'onnx/model.onnx': weights,
      },
      formerly: 'o/former',
    },
    'o/sharded': { files: sharded },
    'o/torn': {
      files: { 'config.json': config, 'model.safetensors.index.json': index, [SHARDS[1]]: shards[1] },
    },
    'o/gated': { files: { 'config.json': config, 'model.safetensors': weights }, gated: 'hf_secret' },
    'o/quantised': { files: { 'q8/m-Q8_0.gguf': gguf, 'm-Q4_0.gguf': gguf, 'p-00001-of-00002.gguf': gguf } },
    'o/pickled': { files: { 'config.json': config, 'pytorch_model.bin': weights } },
  });
});
afterEach(async () => {
  await hub.close();
  rmSync(home, { recursive: true });
});

function named(text: string) {
  const parsed = parseSource(text, hub.endpoint);
  if (typeof parsed === 'string') throw new Error(parsed);
  return parsed;
}

const netOf = (options: Partial<Parameters<typeof openNet>[0]> = {}): Net =>
  openNet({ endpoint: hub.endpoint, ...options });

async function fetched(text: string, net = netOf(), onProgress?: (progress: DownloadProgress) => void) {
  const { listing, chosen } = await lookUp(net, named(text));
  return await downloadModel({ shelf, net, listing, chosen, ...(onProgress && { onProgress }) });
}

const downloads = () => hub.seen.filter(({ at, method }) => at === 'storage' && method === 'GET');

describe('a cache that may not be written to', () => {
  it('serves what it has: nothing of a kept model is written once more', async () => {
    const { key } = await fetched('hf:o/small');
    const folder = join(home, 'hub', 'models--o--small');
    const written = () =>
      readdirSync(folder, { recursive: true }).map((path) => {
        const { ino, mtimeMs } = lstatSync(join(folder, String(path)));
        return [path, ino, mtimeMs];
      });
    const before = written();
    expect((await fetched('hf:o/small')).key).toBe(key);
    expect(written()).toEqual(before);
  });

  it('is told of where links cannot be made', async () => {
    const folder = join(home, 'hub', 'models--o--small');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'snapshots'), '');
    await expect(fetched('hf:o/small')).rejects.toMatchObject({
      why: 'room',
      message: expect.stringContaining('found none that can be written to (ENOTDIR'),
    });
  });
});

it('refuses what changed in the cache at equal size, with both hashes, until it is deleted and downloaded again', async () => {
  const kept = await fetched('hf:o/small');
  const load = async () => await loadModel(await shelf.files(kept), 'm', { needsText: false });
  const folder = shelf.folderOf(kept);
  for (const [name, kind] of [
    ['model.safetensors', 'SHA-256'],
    ['config.json', 'git hash'],
  ]) {
    const path = join(folder, name);
    const whole = readFileSync(path);
    expect((await load()).checkpoint.hash).toBe(checkpoint.hash);
    const changed = Uint8Array.from(whole);
    // The last weight: nothing else would tell; the config's last brace.
    changed[changed.length - 1] ^= 1;
    writeFileSync(realpathSync(path), changed);
    const blob = basename(realpathSync(path));
    await expect(load()).rejects.toThrow(
      `${name}: expected the ${kind} ${blob}, as when it was downloaded, found `,
    );
    await expect(load()).rejects.toThrow('it changed where it is kept; delete the model (lab model --list');
    writeFileSync(realpathSync(path), whole);
  }
  writeFileSync(realpathSync(join(folder, 'model.safetensors')), new Uint8Array(weights.length));
  await shelf.remove(kept.key);
  await fetched('hf:o/small');
  expect((await load()).checkpoint.hash).toBe(checkpoint.hash);
});

describe('a host that would be asked for ever', () => {
  it('announces more than it has: is told of, after one more look', async () => {
    hub.mishaps.moreBytes = 1000;
    const words = `expected ${(weights.length + 1000).toLocaleString('en')} bytes, as the host announced, found ${weights.length.toLocaleString('en')}`;
    await expect(fetched('hf:o/small')).rejects.toMatchObject({
      why: 'damaged',
      message: expect.stringContaining(words),
    });
    expect(downloads()).toHaveLength(2);
  });

  it('cuts each time and goes on with nothing: is given up', async () => {
    Object.assign(hub.mishaps, { noRanges: true, cuts: Array.from({ length: 30 }, () => 100_000) });
    await expect(fetched('hf:o/small')).rejects.toThrow('found one that began it anew 5 times');
  });
});

describe('a source in a hub', () => {
  it('is looked up without a byte of its weights', async () => {
    const { listing, chosen, config } = await lookUp(netOf(), named('hf:o/small'));
    expect(chosen.files.map(({ path }) => path)).toEqual(['config.json', 'model.safetensors']);
    expect(chosen).toMatchObject({ weights: ['model.safetensors'], gguf: null, hash: checkpoint.hash });
    expect(chosen.bytes).toBe(weights.length + chosen.files[0].size!);
    expect(listing).toMatchObject({ revision: hub.commit, host: new URL(hub.endpoint).host });
    expect(config).toMatchObject({ hiddenSize: 64 });
    expect(hub.seen.some(({ at }) => at === 'storage')).toBe(false);
  });

  it('is downloaded, verified, kept as the hub’s tools keep it, and loads as it is', async () => {
    const told: DownloadProgress[] = [];
    const kept = await fetched('hf:o/small', netOf(), (progress) => told.push(progress));
    const folder = join(home, 'hub', 'models--o--small');
    expect(readFileSync(join(folder, 'refs', 'main'), 'utf8')).toBe(hub.commit);
    const hex = createHash('sha256').update(weights).digest('hex');
    expect(readlinkSync(join(folder, 'snapshots', hub.commit, 'model.safetensors'))).toBe(
      `../../blobs/${hex}`,
    );
    expect(readdirSync(join(folder, 'blobs')).toSorted()).toEqual(
      [hex, createHash('sha1').update(`blob ${config.length}\0`).update(config).digest('hex')].toSorted(),
    );
    expect(told.at(-1)).toMatchObject({ file: 'model.safetensors', loaded: kept.bytes, total: kept.bytes });
    const model = await loadModel(await shelf.files(kept), 'small', { needsText: false });
    expect(model.checkpoint.hash).toBe(checkpoint.hash);
  });

  it('is downloaded once', async () => {
    await fetched('hf:o/small');
    const before = downloads().length;
    await fetched(`hf:o/small@${hub.commit}`);
    expect(downloads().length).toBe(before);
    expect(await shelf.find(named('hf:o/small').source, hub.commit)).toMatchObject({ whole: true });
  });

  it('is found where huggingface_hub downloaded it', async () => {
    const folder = join(home, 'hub', 'models--o--small');
    const hex = createHash('sha256').update(weights).digest('hex');
    for (const part of ['blobs', 'refs', `snapshots/${hub.commit}`])
      mkdirSync(join(folder, part), { recursive: true });
    writeFileSync(join(folder, 'blobs', hex), weights);
    writeFileSync(join(folder, 'blobs', 'c0ffee'), config);
    writeFileSync(join(folder, 'refs', 'main'), hub.commit);
    symlinkSync(`../../blobs/${hex}`, join(folder, 'snapshots', hub.commit, 'model.safetensors'));
    expect(await shelf.find(named('hf:o/small').source, null)).toBeNull();
    symlinkSync('../../blobs/c0ffee', join(folder, 'snapshots', hub.commit, 'config.json'));
    expect(await shelf.find(named('hf:o/small').source, null)).toMatchObject({
      whole: true,
      revision: hub.commit,
    });
    expect(await shelf.list()).toHaveLength(1);
  });

  it('goes on where the connection was cut, more than once', async () => {
    hub.mishaps.cuts.push(100_000, 70_000);
    const kept = await fetched('hf:o/small');
    expect(kept.whole).toBe(true);
    // What was under way when the connection was destroyed may be lost.
    const [first, second, third] = downloads().map(({ range }) => Number(/\d+/.exec(range!)![0]));
    expect([first, second > 0, third > second, third <= 170_000]).toEqual([0, true, true, true]);
  });

  it('goes on where it was cancelled, after another start', async () => {
    const stop = new AbortController();
    hub.mishaps.slow = 60;
    const first = fetched('hf:o/small', netOf({ signal: stop.signal }), ({ loaded }) => {
      if (loaded > 150_000) stop.abort(new Error('enough'));
    });
    await expect(first).rejects.toThrow('enough');
    hub.mishaps.slow = 0;
    expect((await shelf.list())[0]).toMatchObject({ whole: false });
    expect((await fetched('hf:o/small')).whole).toBe(true);
    const { range } = downloads().at(-1)!;
    expect(Number(/\d+/.exec(range!)![0])).toBeGreaterThan(100_000);
  });

  it('begins anew where the host knows no ranges', async () => {
    hub.mishaps.cuts.push(100_000);
    hub.mishaps.noRanges = true;
    expect((await fetched('hf:o/small')).whole).toBe(true);
  });

  it('is refused where its bytes are not those announced, with both hashes, and nothing of it stays', async () => {
    hub.mishaps.wrongBytes = true;
    const hex = createHash('sha256').update(weights).digest('hex');
    await expect(fetched('hf:o/small')).rejects.toThrow(
      new RegExp(`expected the SHA-256 ${hex} that the host announced, found [0-9a-f]{64}`),
    );
    hub.mishaps.wrongBytes = false;
    await fetched('hf:o/small');
    expect(downloads().at(-1)?.range).toBe('bytes=0-');
  });

  it('is had under the name that it had before', async () => {
    const { listing } = await lookUp(netOf(), named('hf:o/former'));
    expect(listing.source).toMatchObject({ repo: 'o/small' });
  });

  it('waits as long as the hub asks', async () => {
    hub.mishaps.limits.push(1);
    const waits: string[] = [];
    await lookUp(netOf({ onWait: (reason) => waits.push(reason) }), named('hf:o/small'));
    expect(waits).toEqual([expect.stringContaining('asks to wait 1 s (status 429)')]);
    hub.mishaps.limits.push(3600);
    await expect(lookUp(netOf(), named('hf:o/small'))).rejects.toThrow('asks to wait 3600 s');
  });

  it('sends a token to the hub alone, and shows it nowhere', async () => {
    await expect(fetched('hf:o/gated')).rejects.toThrow('accept its terms');
    await expect(fetched('hf:o/gated', netOf({ token: 'hf_other' }))).rejects.toThrow(
      'the account that the token is of',
    );
    hub.seen.length = 0;
    const kept = await fetched('hf:o/gated', netOf({ token: 'hf_secret' }));
    expect(
      hub.seen
        .filter(({ at }) => at === 'hub')
        .every(({ authorization }) => authorization === 'Bearer hf_secret'),
    ).toBe(true);
    expect(downloads().length).toBeGreaterThan(0);
    expect(
      hub.seen.filter(({ at }) => at === 'storage').every(({ authorization }) => authorization === null),
    ).toBe(true);
    expect(JSON.stringify(kept)).not.toContain('secret');
    await lookUp(netOf({ token: 'hf_secret' }), named(`${hub.plainBase}m/`)).catch(() => undefined);
    expect(hub.seen.at(-1)).toMatchObject({ at: 'storage', authorization: null });
  });

  it.each([
    ['hf:o/none', 'there is none of that name, or it is private or gated'],
    ['hf:o/small@old', 'expected a revision, found none of that name'],
    ['hf:o/torn', 'expected shard 1 of the 2 that model.safetensors.index.json names, found no such file'],
    [
      'hf:o/quantised',
      'found GGUF files: "q8/m-Q8_0.gguf", "m-Q4_0.gguf", "p-00001-of-00002.gguf": name one, hf:o/quantised:FILE',
    ],
    ['hf:o/quantised:x.gguf', 'expected "x.gguf" in the repository, found GGUF files'],
    ['hf:o/quantised:p-00001-of-00002.gguf', 'one part of several'],
    ['hf:o/pickled', 'there is pytorch_model.bin, a PyTorch pickle'],
  ])('that cannot be had says why: %s', async (text, message) => {
    await expect(lookUp(netOf(), named(text))).rejects.toThrow(message);
  });

  it('may be shards, or one GGUF file of several', async () => {
    const { chosen } = await lookUp(netOf(), named('hf:o/sharded'));
    const kept = await fetched('hf:o/sharded');
    const model = await loadModel(await shelf.files(kept), 'sharded', { needsText: false });
    expect(chosen.hash).toBe(model.checkpoint.hash);
    const one = await fetched('hf:o/quantised:q8/m-Q8_0.gguf');
    expect(one).toMatchObject({ whole: true, bytes: gguf.length, files: [{ path: 'q8/m-Q8_0.gguf' }] });
    expect(await lookUp(netOf(), named('hf:o/quantised:q8/m-Q8_0.gguf'))).toMatchObject({
      chosen: { gguf: 'q8/m-Q8_0.gguf', hash: `sha256:${createHash('sha256').update(gguf).digest('hex')}` },
    });
  });
});

it('downloads a file once, however many ask for it at a time', async () => {
  hub.mishaps.slow = 3;
  const other = new DiskShelf({ hub: join(home, 'hub'), addresses: join(home, 'addresses') });
  const net = netOf();
  const { listing, chosen } = await lookUp(net, named('hf:o/small'));
  const both = await Promise.all(
    [shelf, other].map((each) => downloadModel({ shelf: each, net, listing, chosen })),
  );
  expect(both.every(({ whole }) => whole)).toBe(true);
  expect(downloads()).toHaveLength(1);
});

it('takes a lock that a process left behind', async () => {
  const net = netOf();
  const { listing, chosen } = await lookUp(net, named('hf:o/small'));
  const hex = chosen.hash!.slice('sha256:'.length);
  const locks = join(home, 'hub', '.locks', 'models--o--small');
  mkdirSync(locks, { recursive: true });
  const { hostname } = await import('node:os');
  writeFileSync(join(locks, `${hex}.batchmates.lock`), `999999999 ${hostname()}\n`);
  expect((await downloadModel({ shelf, net, listing, chosen })).whole).toBe(true);
  expect(readdirSync(locks)).toEqual([]);
});

describe('a source at another address', () => {
  beforeEach(() => {
    for (const [path, bytes] of Object.entries(sharded)) hub.plain.set(`m/${path}`, bytes);
    hub.plain.set('one.gguf', gguf);
  });

  it('is asked for the names that a folder has, and kept apart from the hub’s', async () => {
    const kept = await fetched(`${hub.plainBase}m`);
    expect(kept.files.map(({ path }) => path)).toEqual([
      'config.json',
      ...SHARDS,
      'model.safetensors.index.json',
    ]);
    expect(existsSync(join(home, 'hub', 'models--o--small'))).toBe(false);
    const model = await loadModel(await shelf.files(kept), 'm', { needsText: false });
    expect(model.checkpoint.hash).toMatch(/^sha256:/);
    expect(await shelf.list()).toHaveLength(1);
  });

  it('is downloaded again where the host has another file in its place', async () => {
    await fetched(`${hub.plainBase}one.gguf`);
    const net = netOf();
    hub.plain.set(
      'one.gguf',
      gguf.map((byte) => byte + 1),
    );
    const { listing, chosen } = await lookUp(net, named(`${hub.plainBase}one.gguf`));
    expect(await lacking({ shelf, listing, chosen })).toHaveLength(1);
  });

  it('says what is not there', async () => {
    await expect(lookUp(netOf(), named(`${hub.plainBase}none/`))).rejects.toThrow(
      'config.json: expected a file, found none',
    );
    hub.plain.delete(`m/${SHARDS[1]}`);
    await expect(lookUp(netOf(), named(`${hub.plainBase}m/`))).rejects.toThrow('expected shard 2 of the 2');
  });
});

it('lists what is kept, and deletes it with all that no other model needs', async () => {
  await fetched('hf:o/quantised:m-Q4_0.gguf');
  await fetched('hf:o/quantised:q8/m-Q8_0.gguf');
  await fetched('hf:o/small');
  const keys = (await shelf.list()).map(({ key }) => key);
  expect(keys).toEqual([
    `hf:o/quantised:m-Q4_0.gguf ${hub.commit}`,
    `hf:o/quantised:q8/m-Q8_0.gguf ${hub.commit}`,
    `hf:o/small ${hub.commit}`,
  ]);
  // Both files are the same bytes, kept once.
  expect(await shelf.remove(keys[0])).toBe(0);
  expect(await shelf.remove(keys[1])).toBe(gguf.length);
  expect(await shelf.remove(keys[2])).toBe(weights.length + config.length);
  expect(await shelf.list()).toEqual([]);
  await expect(shelf.remove(keys[2])).rejects.toThrow('found none of that name');
});
