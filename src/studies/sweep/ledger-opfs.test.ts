import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { memoryStorage } from '../../model/testing/memory-storage.ts';
import type { JobResult } from './job.ts';
import { OpfsStudies } from './ledger-opfs.ts';
import { SweepError } from './sweep-error.ts';

const HASH = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);
const STUDY = '{"version":1}';
const PLAN = { title: 'A study', jobs: 3 };
const idOf = (index: number) => index.toString(16).padStart(32, '0');
const resultOf = (index: number, study = HASH): JobResult => ({
  ...{ version: 1, study, fingerprint: 'f'.repeat(64), milliseconds: 12, observations: [] },
  job: { id: idOf(index), index, cell: [], seed: 1, from: 0, to: 1 },
  provenance: {
    engine: 'cpu',
    adapter: { vendor: '', architecture: '', device: '', description: 'CPU', software: true },
    ...{ models: [], rules: [], canary: 'c' },
  },
});

let storage: ReturnType<typeof memoryStorage>;
let studies: OpfsStudies;
/** What locks are held, as another tab would. */
const held = new Set<string>();

beforeEach(() => {
  held.clear();
  storage = memoryStorage();
  const locks = {
    request: (name: string, _: unknown, work: (lock: unknown) => unknown) => work(held.has(name) ? null : {}),
  };
  vi.stubGlobal('navigator', { ...storage, locks });
  let clock = 0;
  studies = new OpfsStudies(() => clock++);
});
afterEach(() => vi.unstubAllGlobals());

const folderOf = async (hash: string) =>
  (await storage.root.getDirectoryHandle('batchmates-studies')).getDirectoryHandle(hash);

it('keeps results whole, and lists what it has', async () => {
  expect(await studies.list()).toEqual([]);
  const ledger = await studies.keep(HASH, STUDY, PLAN);
  await (await studies.keep(OTHER, STUDY, { title: 'After it', jobs: 9 })).write(resultOf(5, OTHER));
  expect(await ledger.done()).toEqual(new Set());
  for (const index of [0, 2]) await ledger.write(resultOf(index));
  expect(await ledger.done()).toEqual(new Set([idOf(0), idOf(2)]));
  expect(await ledger.read(idOf(2))).toEqual(resultOf(2));
  expect(await studies.list()).toEqual([
    { hash: OTHER, title: 'After it', done: 1, planned: 9 },
    { hash: HASH, title: 'A study', done: 2, planned: 3 },
  ]);
  // As another visit finds it.
  const again = await new OpfsStudies().open(HASH);
  expect(await again!.done()).toEqual(new Set([idOf(0), idOf(2)]));
  expect(await new OpfsStudies().study(HASH)).toBe(STUDY);
});

it('takes no half of a result for one, and removes it before the next is written', async () => {
  const ledger = await studies.keep(HASH, STUDY, PLAN);
  await ledger.write(resultOf(0));
  const folder = await folderOf(HASH);
  const part = await folder.getFileHandle(`${idOf(1)}.json.part`, { create: true });
  part.bytes = new TextEncoder().encode('{"vers');
  expect(await ledger.done()).toEqual(new Set([idOf(0)]));
  await ledger.alone(() => ledger.write(resultOf(2)));
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  expect(names.toSorted()).toEqual([`${idOf(0)}.json`, `${idOf(2)}.json`, 'plan.json', 'study.json']);
});

it('names what cannot be read', async () => {
  const ledger = await studies.keep(HASH, STUDY, PLAN);
  await expect(ledger.read(idOf(0))).rejects.toThrow(`${idOf(0)}.json: expected a result that is kept`);
  const file = await (await folderOf(HASH)).getFileHandle(`${idOf(0)}.json`, { create: true });
  const write = (value: unknown) => {
    file.bytes = new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
  };
  for (const [value, problem] of [
    ['{', `${idOf(0)}.json: `],
    [{ ...resultOf(0), milliseconds: -1 }, 'milliseconds'],
    [resultOf(0, OTHER), `expected a result of study ${HASH}, found one of ${OTHER}`],
    [resultOf(1), `found that of ${idOf(1)}`],
  ] as const) {
    write(value);
    const read = ledger.read(idOf(0));
    await expect(read).rejects.toThrow(SweepError);
    await expect(read).rejects.toThrow(problem);
  }
});

it('refuses a second tab while one is at the study, and deletes only what nobody is at', async () => {
  const ledger = await studies.keep(HASH, STUDY, PLAN);
  held.add(`batchmates study ${HASH}`);
  await expect(ledger.alone(async () => 1)).rejects.toThrow('another tab is at this study');
  await expect(studies.remove(HASH)).rejects.toThrow('another tab is at this study');
  held.clear();
  expect(await ledger.alone(async () => 1)).toBe(1);
  await studies.remove(HASH);
  expect(await studies.list()).toEqual([]);
  expect(await studies.open(HASH)).toBeNull();
  await expect(studies.remove(HASH)).rejects.toThrow('expected a study that is kept here');
  await expect(studies.remove('../..')).rejects.toThrow('expected a hash');
});

it('says so where a browser gives no storage', async () => {
  vi.stubGlobal('navigator', { storage: { getDirectory: () => Promise.reject(new Error('private')) } });
  await expect(studies.list()).rejects.toThrow(/^storage: expected .* found none: .*\(private\)$/);
});

it('says how many bytes each study takes, and 0 of one that is not kept', async () => {
  const ledger = await studies.keep(HASH, STUDY, PLAN);
  const [empty] = await studies.bytes([HASH]);
  expect(empty).toBeGreaterThan(STUDY.length);
  await ledger.write(resultOf(0));
  const size = new TextEncoder().encode(await ledger.text(idOf(0))).length;
  expect(await studies.bytes([HASH, OTHER])).toEqual([empty + size, 0]);
});
