import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keptCacheName } from '../../offline/names.ts';
import { type KeptThing, listKept, storageEstimate } from './kept-things.ts';

/** Kept runs have a database of their own, with tests of its own. */
const runs = { bytes: 0 };
vi.mock('./runs/kept-runs.ts', () => ({
  keptRunsBytes: () => Promise.resolve(runs.bytes),
  removeAllRuns: () => Promise.resolve(Object.assign(runs, { bytes: 0 })),
}));

const PAGE = 'https://example.org/lab/';
/** Another copy of the page on the same host, with which it shares storage and caches. */
const OTHER = 'https://example.org/lab-2/';

/** Every kind of thing that is kept, and beside it what is another page's. */
const PLACES = {
  'batchmates.settings': '{"theme":"dark"}',
  'batchmates.certificates': '[]',
  'batchmates.composed': '{}',
  'batchmates.lessons': '{"version":1,"done":["a/b"]}',
  'batchmates.kernel.matmul': 'fn main() {}',
  'batchmates.kernel.rmsnorm': 'fn main() {}',
  'batchmates.of-a-later-version': '1',
  'another-page': 'stays',
};
const MODEL = ['models/1a2b/nano/model.safetensors', 'models/1a2b/nano/config.json'];
const FILES = [...MODEL, 'assets/ort-wasm.wasm', 'assets/index-1a2b.js', 'index.html?revision=1a2b'];

/** All that the service worker of a page keeps. */
function filesOf(page: string): [string, Set<string>] {
  return [keptCacheName(page), new Set(FILES.map((path) => `${page}${path}`))];
}

const kept = (path: string) => `${keptCacheName(PAGE)} ${PAGE}${path}`;

let places: Map<string, string>;
let stored: Map<string, Set<string>>;
let unregistered: number;

/** Local storage as browsers have it: entries are its own enumerable properties. */
function fakeStorage(): Storage {
  const methods = {
    getItem: (name: string) => places.get(name) ?? null,
    removeItem: (name: string) => void places.delete(name),
  };
  return new Proxy(methods, {
    ownKeys: () => [...places.keys()],
    getOwnPropertyDescriptor: (_, name) =>
      places.has(String(name)) ? { enumerable: true, configurable: true, value: '' } : undefined,
  }) as unknown as Storage;
}

function fakeCaches(): CacheStorage {
  const open = (name: string) => {
    const urls = stored.get(name) ?? new Set();
    return Promise.resolve({
      keys: () => Promise.resolve([...urls].map((url) => new Request(url))),
      match: ({ url }: Request) => Promise.resolve(urls.has(url) ? new Response('1234') : undefined),
      delete: ({ url }: Request) => Promise.resolve(urls.delete(url)),
    });
  };
  return {
    ...{ open, keys: () => Promise.resolve([...stored.keys()]) },
    has: (name: string) => Promise.resolve(stored.has(name)),
    delete: (name: string) => Promise.resolve(stored.delete(name)),
  } as unknown as CacheStorage;
}

beforeEach(() => {
  places = new Map(Object.entries(PLACES));
  stored = new Map([filesOf(PAGE), filesOf(OTHER)]);
  unregistered = 0;
  runs.bytes = 1000;
  vi.stubGlobal('document', { baseURI: `${PAGE}index.html` });
  vi.stubGlobal('localStorage', fakeStorage());
  vi.stubGlobal('caches', fakeCaches());
  const getRegistration = () => Promise.resolve({ unregister: () => ++unregistered });
  vi.stubGlobal('navigator', { serviceWorker: { getRegistration } });
});
afterEach(() => vi.unstubAllGlobals());

/** Every single thing that is kept: places, cached files and service workers. */
const everything = () => [
  ...places.keys(),
  ...[...stored].flatMap(([cache, urls]) => [...urls].map((url) => `${cache} ${url}`)),
  ...(unregistered ? [] : ['service worker']),
  ...(runs.bytes === 0 ? [] : ['runs']),
];

const GONE: Readonly<Record<KeptThing['id'], readonly string[]>> = {
  model: MODEL.map(kept),
  onnxruntime: [kept('assets/ort-wasm.wasm')],
  page: [kept('assets/index-1a2b.js'), kept('index.html?revision=1a2b'), 'service worker'],
  certificates: ['batchmates.certificates'],
  experiment: ['batchmates.composed'],
  runs: ['runs'],
  kernels: ['batchmates.kernel.matmul', 'batchmates.kernel.rmsnorm'],
  lessons: ['batchmates.lessons'],
  others: ['batchmates.of-a-later-version'],
};

it('lists every kind of thing that is kept', async () => {
  expect((await listKept()).map(({ id }) => id)).toEqual(Object.keys(GONE));
});

it.each(Object.keys(GONE) as KeptThing['id'][])('forgetting %s removes that and nothing else', async (id) => {
  const before = everything();
  const thing = (await listKept()).find((each) => each.id === id)!;
  await thing.forget();
  const after = everything();
  expect(before.filter((each) => !after.includes(each)).toSorted()).toEqual([...GONE[id]].toSorted());
  expect((await listKept()).map((each) => each.id)).toEqual(Object.keys(GONE).filter((each) => each !== id));
});

it('lists nothing where nothing is kept', async () => {
  places.clear();
  stored.clear();
  runs.bytes = 0;
  expect(await listKept()).toEqual([]);
});

const forbidden = () => {
  throw new DOMException('The operation is insecure.', 'SecurityError');
};

it.each([
  [
    'the storage itself',
    () => Object.defineProperty(globalThis, 'localStorage', { get: forbidden, configurable: true }),
  ],
  ['a text of the storage', () => vi.stubGlobal('localStorage', { ...PLACES, getItem: forbidden })],
])('lists the rest where the browser forbids %s', async (_, forbid) => {
  forbid();
  expect((await listKept()).map(({ id }) => id)).toEqual(['model', 'onnxruntime', 'page', 'runs']);
});

it('lists the rest where the browser forbids caches and says no size', async () => {
  Object.defineProperty(globalThis, 'caches', { get: forbidden, configurable: true });
  vi.stubGlobal('navigator', { storage: { estimate: () => Promise.reject(new DOMException('no')) } });
  expect((await listKept()).map(({ id }) => id)).toEqual([
    ...['certificates', 'experiment', 'runs', 'kernels', 'lessons', 'others'],
  ]);
  expect(await storageEstimate()).toBeNull();
});

it('lists the rest where caches can be named but not read', async () => {
  vi.stubGlobal('caches', {
    ...{ keys: () => Promise.reject(new DOMException('no')), has: () => Promise.resolve(true) },
    open: () => Promise.resolve({ keys: () => Promise.reject(new DOMException('no')) }),
  });
  expect((await listKept()).map(({ id }) => id)).toEqual([
    ...['certificates', 'experiment', 'runs', 'kernels', 'lessons', 'others'],
  ]);
});

it('gives what was put aside, or of another version, to be saved, and nothing else', async () => {
  places.set('batchmates.aside.1.batchmates.lessons', '{"version":2}');
  const things = await listKept();
  expect(things.flatMap(({ id, texts }) => (texts ? [[id, texts()]] : []))).toEqual([
    [
      'others',
      { 'batchmates.of-a-later-version': '1', 'batchmates.aside.1.batchmates.lessons': '{"version":2}' },
    ],
  ]);
});

it('says so where the browser forbids to forget', async () => {
  const [thing] = (await listKept()).filter(({ id }) => id === 'certificates');
  vi.stubGlobal('localStorage', { removeItem: forbidden });
  await expect(thing.forget()).rejects.toThrow('insecure');
});
