import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type HubServer, openHubServer } from '../../model/testing/hub-server.node.ts';
import { performLine } from '../command-line.ts';
import { captureStreams } from '../testing/written.ts';

const PICO = join(import.meta.dirname, '../../../public/models/pico');
const TASKS = join(PICO, '../nano/tasks.json');
const NAMES = ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'];
const files = Object.fromEntries(NAMES.map((name) => [name, new Uint8Array(readFileSync(join(PICO, name)))]));
const hash = `sha256:${createHash('sha256').update(files['model.safetensors']).digest('hex')}`;

const written = captureStreams();
let hub: HubServer;
let home: string;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'lab-model-'));
  hub = await openHubServer({
    'o/pico': { files, formerly: 'o/former' },
    'o/gated': { files, gated: 'hf_secret' },
  });
  vi.stubEnv('HF_ENDPOINT', hub.endpoint);
  vi.stubEnv('HF_HOME', home);
  vi.stubEnv('XDG_CACHE_HOME', home);
  for (const name of ['HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE', 'HF_TOKEN', 'HF_TOKEN_PATH', 'HF_HUB_OFFLINE'])
    vi.stubEnv(name, undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await hub.close();
  rmSync(home, { recursive: true });
});

const weights = () => hub.seen.filter(({ at, method }) => at === 'storage' && method === 'GET');

/** An experiment whose model comes from elsewhere, as a file. */
function experimentFile(model: object): string {
  const path = join(home, 'experiment.json');
  const experiment = {
    ...{ version: 3, title: 'x', model },
    requests: [{ id: 'a', role: 'probe', prompt: 'x', maxNewTokens: 1 }],
    arms: [{ name: 'arm', requests: ['a'], kernels: 'invariant' }],
  };
  writeFileSync(path, JSON.stringify(experiment));
  return path;
}

describe('lab model', () => {
  it('tells what a source holds and needs, and downloads it when asked, once', async () => {
    expect(await performLine(['model', 'hf:o/pico'])).toBe(0);
    expect(written.out).toContain('hf:o/pico: 4 files, ');
    expect(written.out).toContain(`revision      ${hub.commit} (main)`);
    expect(written.out).toContain(`hash          ${hash}`);
    expect(written.out).toMatch(/weights {7}on the device .* as f32, .* as q4/);
    expect(written.out).toMatch(/KV cache {6}.* positions of one request, in bf16/);
    expect(written.out).toMatch(/scratch {7}at most .* in a step of the preset needle/);
    expect(written.out).toMatch(/to download {3}[\d.]+ MB/);
    expect(weights()).toEqual([]);
    written.out = '';
    expect(await performLine(['model', 'hf:o/pico', '--download'])).toBe(0);
    expect(written.out).toContain('decoder       as a Llama');
    // What it needs is told once.
    expect(written.out.match(/^scratch/gm)).toHaveLength(1);
    const { length } = weights();
    written.out = '';
    expect(await performLine(['model', `${hub.endpoint}/o/pico/tree/main`])).toBe(0);
    expect(written.out).toMatch(/to download {3}nothing, all of it is kept[\s\S]*decoder {7}as a Llama/);
    expect(weights()).toHaveLength(length);
  });

  it('lists what is kept and deletes it', async () => {
    expect(await performLine(['model', '--list'])).toBe(0);
    expect(written.out).toBe('no model is kept\n');
    await performLine(['model', 'hf:o/pico', '--download']);
    written.out = '';
    await performLine(['model', '--list']);
    expect(written.out).toContain(`hf:o/pico ${hub.commit}`);
    expect(await performLine(['model', '--delete', 'hf:o/pico'])).toBe(0);
    expect(written.out).toMatch(/deleted hf:o\/pico .* MB freed/);
    expect(await performLine(['model', '--delete', 'hf:o/pico'])).toBe(2);
  });

  it.each([
    [['model', 'hf:o/none'], 'there is none of that name, or it is private or gated'],
    [['model', 'hf:o/pico@old'], 'expected a revision, found none of that name'],
    [['model', 'hf:o/pico:x.gguf'], 'expected "x.gguf" in the repository, found no GGUF file'],
    [['model', 'http://example.org/m/'], 'begins with https://'],
    [['model', 'o/pico'], 'hf:o/pico names the repository of a hub'],
    [['model', 'hf:o/gated', '--download'], 'accept its terms'],
    [['model', 'hf:o/gated', '--download'], 'in a terminal HF_TOKEN'],
    [['model', PICO, '--download'], '--download: expected a source'],
    [['model', '--list', '--download'], '--list or --delete NAME by itself'],
    [['model'], 'expected a model directory, a GGUF file, a source or a random model'],
    [['model', 'none/of-it.gguf'], 'none: expected a folder of model files, found none'],
    [['model', join(PICO, 'none.gguf')], 'none.gguf: expected a file, found none'],
  ])('refuses %j', async (line, message) => {
    expect(await performLine(line)).toBe(2);
    expect(written.err).toContain(message);
  });

  it.each([
    ['HF_ENDPOINT', 'hub.test', 'HF_ENDPOINT: expected an https address, found "hub.test"'],
    ['HF_TOKEN', 'hf_sec\nret', 'HF_TOKEN: expected characters that a header can carry, found others'],
  ])('says which variable is wrong: %s', async (name, value, message) => {
    vi.stubEnv(name, value);
    expect(await performLine(['model', 'hf:o/pico'])).toBe(2);
    expect(written.err).toBe(`lab: ${message}\n`);
  });

  it('says so too where an experiment names the model, which is asked of nobody', async () => {
    vi.stubEnv('HF_ENDPOINT', 'hub.test');
    expect(await performLine(['run', experimentFile({ source: 'hf:o/pico' }), '--engine', 'cpu'])).toBe(2);
    expect(written.err).toBe('lab: HF_ENDPOINT: expected an https address, found "hub.test"\n');
  });

  it('takes the token that the hub’s tools keep where HF_TOKEN is empty', async () => {
    vi.stubEnv('HF_TOKEN', '');
    writeFileSync(join(home, 'token'), 'hf_secret\n');
    expect(await performLine(['model', 'hf:o/gated', '--download'])).toBe(0);
  });

  it('names a cache that cannot be made', async () => {
    vi.stubEnv('HF_HUB_CACHE', join(home, 'x'.repeat(300)));
    expect(await performLine(['model', 'hf:o/pico', '--download'])).toBe(2);
    expect(written.err).toContain(
      'expected a folder to keep models in, found none that can be written to (ENAMETOOLONG',
    );
  });

  it('sends a token to the hub and writes it nowhere', async () => {
    vi.stubEnv('HF_TOKEN', 'hf_secret');
    expect(await performLine(['model', 'hf:o/gated', '--download'])).toBe(0);
    expect(written.all).not.toContain('secret');
    expect(weights().map(({ authorization }) => authorization)).not.toContain('Bearer hf_secret');
  });
});

describe('--model of other commands', () => {
  const complete = ['complete', '--prompt-ids', '1,2', '--max-new', '2', '--engine', 'cpu', '--model'];

  it('downloads what is named, and reads it where it is kept', async () => {
    expect(await performLine([...complete, 'hf:o/pico'])).toBe(0);
    const { out } = written;
    const { length } = weights();
    written.out = '';
    expect(await performLine([...complete, `hf:o/pico@${hub.commit}`])).toBe(0);
    expect(written.out).toBe(out);
    expect(weights()).toHaveLength(length);
    hub.mishaps.limits.push(1_000);
    written.out = '';
    expect(await performLine([...complete, 'hf:o/pico'])).toBe(0);
    expect([written.out, written.err]).toEqual([
      out,
      expect.stringContaining('the copy that is kept is used'),
    ]);
    vi.stubEnv('HF_HUB_OFFLINE', '1');
    hub.seen.length = 0;
    expect(await performLine([...complete, 'hf:o/pico'])).toBe(0);
    expect(hub.seen).toEqual([]);
  });

  it('is found offline under the name that its repository had', async () => {
    expect(await performLine([...complete, 'hf:o/former'])).toBe(0);
    const { out } = written;
    vi.stubEnv('HF_HUB_OFFLINE', '1');
    hub.seen.length = 0;
    for (const name of ['hf:o/former', `hf:o/former@${hub.commit}`, 'hf:o/pico']) {
      written.out = '';
      expect(await performLine([...complete, name])).toBe(0);
      expect(written.out).toBe(out);
    }
    const file = experimentFile({ source: 'hf:o/former', revision: hub.commit, hash });
    expect(await performLine(['run', file, '--engine', 'cpu'])).toBe(0);
    expect(hub.seen).toEqual([]);
    expect(await performLine([...complete, 'hf:o/elsewhere'])).toBe(2);
  });

  it.each([
    ['export', ['export', '--gguf', 'FILE']],
    [
      'tasks',
      ['tasks', '--tasks', TASKS, '--limit', '1', '--set', 'variant', '--batch', '1', '--engine', 'cpu'],
    ],
  ])('%s looks a source up once', async (_, line) => {
    const args = line.map((word) => (word === 'FILE' ? join(home, 'pico.gguf') : word));
    for (const downloads of [true, false]) {
      hub.seen.length = 0;
      expect(await performLine([...args, '--model', 'hf:o/pico'])).toBe(0);
      expect(hub.seen.filter(({ path }) => path.includes('/revision/'))).toHaveLength(1);
      expect(weights()).toHaveLength(downloads ? 2 : 0);
    }
  });

  it('is not asked of an experiment’s host unasked, and another hash is refused with both', async () => {
    const file = experimentFile({ source: 'hf:o/pico', revision: hub.commit });
    expect(await performLine(['run', file, '--engine', 'cpu'])).toBe(2);
    expect(written.err).toContain(`it would come from ${new URL(hub.endpoint).host}`);
    expect(hub.seen).toEqual([]);
    await performLine(['model', 'hf:o/pico', '--download']);
    expect(await performLine(['run', file, '--engine', 'cpu'])).toBe(0);
    written.err = '';
    const other = `sha256:${'0'.repeat(64)}`;
    const pinned = experimentFile({ source: 'hf:o/pico', revision: hub.commit, hash: other });
    expect(await performLine(['run', pinned, '--engine', 'cpu'])).toBe(2);
    expect(written.err).toContain(`model.hash: expected ${other}, the loaded model has ${hash}`);
  });
});
