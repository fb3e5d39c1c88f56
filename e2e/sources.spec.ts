import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { build } from 'esbuild';
import { parseExperiment } from '../src/experiment/schema.ts';
import { type HubServer, openHubServer } from '../src/model/testing/hub-server.node.ts';
import type { Client } from '../src/worker/client.ts';
import type { LabMethods } from '../src/worker/lab-methods.ts';

/** The worker of the page as it ships, asked as the page asks it; the content security policy is that of the site. */

const ROOT = join(import.meta.dirname, '..');
const PICO = join(ROOT, 'public/models/pico');
const NAMES = ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'];
const files = Object.fromEntries(NAMES.map((name) => [name, new Uint8Array(readFileSync(join(PICO, name)))]));

type Sources = Client<LabMethods>;
type Global = typeof globalThis & { lab: Sources; told: number[] };

let hub: HubServer;
let script: string;

test.beforeAll(async () => {
  const contents = "export { WorkerClient } from './src/worker/worker-client.ts'";
  const options = { bundle: true, format: 'esm', write: false, target: 'es2023' } as const;
  const { outputFiles } = await build({ ...options, stdin: { contents, resolveDir: ROOT } });
  const worker = readdirSync(join(ROOT, 'dist/assets')).find((name) => /^lab-worker-.*\.js$/.test(name));
  script = `${outputFiles[0].text}\nexport const worker = './assets/${worker}';`;
});
test.beforeEach(async () => {
  hub = await openHubServer({ 'o/pico': { files }, 'o/gated': { files, gated: 'hf_secret' } });
});
test.afterEach(() => hub.close());

/** Opens the site, and a client of its worker in it. */
async function openLab(page: Page): Promise<void> {
  await page.route('**/sources-client.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: script }),
  );
  await page.goto('/THIRD-PARTY.txt');
  await page.evaluate(async () => {
    const { WorkerClient, worker } = await import(new URL('/sources-client.js', location.href).href);
    const client = new WorkerClient(() => new Worker(new URL(worker, location.origin), { type: 'module' }));
    Object.assign(globalThis, { lab: client.ask, told: [] });
  });
}

/** Downloads; `until`: cancels once so many bytes are there. */
function download(page: Page, name: string, options: { until?: number; token?: string; hash?: string } = {}) {
  const { until = Number.POSITIVE_INFINITY, ...more } = options;
  return page.evaluate(
    async ({ ask, until }) => {
      const { lab } = globalThis as unknown as Global;
      return await lab.sources.download(ask, (news) => {
        if (news.some(({ loaded }) => loaded > until)) void lab.sources.cancel(ask.name);
      });
    },
    { ask: { name, endpoint: hub.endpoint, ...more }, until },
  );
}

const weights = () => hub.seen.filter(({ at, method }) => at === 'storage' && method === 'GET');

const experiment = parseExperiment({
  ...{ version: 3, title: 'x', model: { source: 'hf:o/pico' } },
  requests: [{ id: 'a', role: 'probe', prompt: 'Once', maxNewTokens: 2 }],
  arms: [{ name: 'arm', requests: ['a'], kernels: 'invariant' }],
});

function run(page: Page) {
  return page.evaluate(
    async (request) => {
      const { lab } = globalThis as unknown as Global;
      const ran = await lab.run.start(request, () => undefined);
      return ran.ok ? ran.value.model.hash : ran.fault;
    },
    { experiment, engine: 'cpu', modelsUrl: 'http://127.0.0.1/none/', certificates: [] } as const,
  );
}

test('downloads a model into storage, goes on after a cancelled download and a new visit, and runs it without asking again', async ({
  page,
}) => {
  await openLab(page);
  const looked = await page.evaluate((ask) => (globalThis as unknown as Global).lab.sources.lookUp(ask), {
    name: 'o/pico',
    endpoint: hub.endpoint,
  });
  expect(looked).toMatchObject({
    ok: true,
    value: { source: 'hf:o/pico', revision: hub.commit, refused: null },
  });
  expect(weights()).toEqual([]);
  // An experiment asks nobody by itself.
  expect(await run(page)).toMatchObject({ kind: 'model', source: 'not-kept' });

  hub.mishaps.slow = 40;
  const half = await download(page, 'hf:o/pico', { until: 400_000 });
  expect(half).toMatchObject({ ok: false, fault: { kind: 'cancelled' } });
  await page.reload();
  await openLab(page);
  hub.mishaps.slow = 0;
  hub.mishaps.cuts.push(200_000);
  const whole = await download(page, 'hf:o/pico');
  expect(whole).toMatchObject({ ok: true, value: { whole: true, revision: hub.commit } });
  const from = weights().map(({ range }) => Number(/\d+/.exec(range ?? '')?.[0]));
  expect(from.at(-2)).toBeGreaterThan(200_000);
  // A browser may throw away what came before a cut and was not read yet.
  expect(from.at(-1)).toBeGreaterThanOrEqual(from.at(-2)!);

  const hash = looked.ok ? looked.value.hash : null;
  expect(await run(page)).toBe(hash);
  hub.seen.length = 0;
  await page.reload();
  await openLab(page);
  expect(await run(page)).toBe(hash);
  expect(hub.seen).toEqual([]);
  await download(page, 'hf:o/pico');
  expect(weights()).toEqual([]);

  const left = await page.evaluate(async () => {
    const { lab } = globalThis as unknown as Global;
    const listed = await lab.sources.list();
    if (!listed.ok) return listed;
    const freed = await lab.sources.remove(listed.value[0].key);
    return {
      freed,
      names: listed.value.map(({ source }) => source),
      after: await lab.sources.list(),
      room: await lab.sources.room(),
    };
  });
  expect(left).toMatchObject({
    names: ['hf:o/pico'],
    freed: { ok: true, value: Object.values(files).reduce((sum, { length }) => sum + length, 0) },
    after: { ok: true, value: [] },
    room: { ok: true },
  });
});

test('a large file is hashed in a worker of its own, from its beginning where it was broken off', async ({
  page,
}) => {
  // More than is on its way to the worker at once.
  const large = Uint8Array.from({ length: 24_000_001 }, (_, i) => (i * i) >> 7);
  await hub.close();
  hub = await openHubServer({
    'o/large': { files: { 'config.json': files['config.json'], 'model.safetensors': large } },
  });
  await openLab(page);
  hub.mishaps.wrongBytes = true;
  expect(JSON.stringify(await download(page, 'hf:o/large'))).toMatch(
    /expected the SHA-256 .* that the host announced/,
  );
  hub.mishaps.wrongBytes = false;
  hub.mishaps.slow = 20;
  const half = await download(page, 'hf:o/large', { until: 3_000_000 });
  expect(half).toMatchObject({ ok: false, fault: { kind: 'cancelled' } });
  hub.mishaps.slow = 0;
  expect(await download(page, 'hf:o/large')).toMatchObject({ ok: true, value: { whole: true } });
  expect(Number(/\d+/.exec(weights().at(-1)?.range ?? '')?.[0])).toBeGreaterThan(0);
});

test('a kept file that changed at equal size is refused with both hashes, and loads once it was deleted and downloaded again', async ({
  page,
}) => {
  await openLab(page);
  const whole = await download(page, 'hf:o/pico');
  const hash = await run(page);
  const digest = String(hash).slice('sha256:'.length);
  await page.evaluate(async (name) => {
    const models = await (await navigator.storage.getDirectory()).getDirectoryHandle('batchmates-models');
    const file = await (await models.getDirectoryHandle('blobs')).getFileHandle(name);
    const { size } = await file.getFile();
    const writing = await file.createWritable({ keepExistingData: true });
    await writing.write({ type: 'write', position: size - 2, data: new Uint8Array([1, 2]) });
    await writing.close();
  }, digest);
  await page.reload();
  await openLab(page);
  const refused = JSON.stringify(await run(page));
  expect(refused).toMatch(
    new RegExp(
      `model.safetensors: expected the SHA-256 ${digest}, .* found [0-9a-f]{64}: it changed where it is kept`,
    ),
  );
  expect(whole).toMatchObject({ ok: true });
  const key = whole.ok ? whole.value.key : '';
  await page.evaluate((named) => (globalThis as unknown as Global).lab.sources.remove(named), key);
  expect(await download(page, 'hf:o/pico')).toMatchObject({ ok: true });
  expect(await run(page)).toBe(hash);
});

test('two tabs download a model once; bytes that are others are refused, and so is another hash than a link’s', async ({
  page,
  context,
}) => {
  const other = await context.newPage();
  for (const each of [page, other]) await openLab(each);
  const hash = `sha256:${'0'.repeat(64)}`;
  const refused = await download(page, 'hf:o/pico', { hash });
  expect(refused).toMatchObject({ ok: false, fault: { kind: 'model', source: 'damaged' } });
  expect(JSON.stringify(refused)).toMatch(
    /expected a model of hash sha256:0{64}, as the experiment says, found sha256:[0-9a-f]{64}/,
  );
  expect(weights()).toEqual([]);
  hub.mishaps.wrongBytes = true;
  expect(JSON.stringify(await download(page, 'hf:o/pico'))).toMatch(
    /expected the SHA-256 .* that the host announced/,
  );
  hub.mishaps.wrongBytes = false;
  hub.mishaps.slow = 20;
  hub.seen.length = 0;
  const both = await Promise.all([page, other].map((each) => download(each, 'hf:o/pico')));
  expect(both).toMatchObject([{ ok: true }, { ok: true }]);
  expect(weights().filter(({ path }) => path.endsWith('/model.safetensors'))).toHaveLength(1);
});

test('a token goes to the hub alone', async ({ page }) => {
  await openLab(page);
  expect(await download(page, 'hf:o/gated')).toMatchObject({ ok: false, fault: { source: 'refused' } });
  hub.seen.length = 0;
  expect(await download(page, 'hf:o/gated', { token: 'hf_secret' })).toMatchObject({ ok: true });
  const asked = hub.seen.filter(({ method }) => method !== 'OPTIONS');
  expect(asked.some(({ authorization }) => authorization === 'Bearer hf_secret')).toBe(true);
  expect(asked.filter(({ at, authorization }) => at === 'storage' && authorization !== null)).toEqual([]);
});
