import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { beforeEach, expect, it, vi } from 'vitest';
import { foundOfExample, keptExample, liveView } from '../testing/kept-run.ts';
import type { RunDatabase } from './run-database.ts';

const pageModules = async () => ({
  ...(await import('./kept-runs.ts')),
  ...(await import('./kept-view.ts')),
  ...(await import('../keeping.ts')),
  ...(await import('./run-database.ts')),
});
type Page = Awaited<ReturnType<typeof pageModules>>;
let page: Page;

/** Another tab of the same browser. */
async function otherTab(): Promise<Page> {
  vi.resetModules();
  return await pageModules();
}

const keep = (of: Page, id: string, date?: number) => of.keepRun(keptExample(id, date), foundOfExample);
const ids = async (of: Page) => {
  await of.refreshRuns();
  return of.keptRunsStore.getState().list?.runs.map(({ id }) => id);
};
const notices = () => page.keepingStore.getState().notices;

beforeEach(async () => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  page = await otherTab();
});

it('brings a run back whole: what it shows is what it showed', async () => {
  expect(await keep(page, 'one')).toBe(true);
  const file = (await page.readRun('one'))!;
  const view = page.keptView(file);
  expect({ ...view, source: 'live', kept: null }).toEqual(liveView);
  expect(view.kept).toEqual({ id: 'one', date: file.date });
  expect(file.bits).toEqual(foundOfExample.bits);
  expect(await page.readRun('two')).toBeNull();
});

it('keeps what a run gave that did not finish, and nothing of one that gave nothing', async () => {
  const { record: _, ...rest } = liveView;
  const facts = { id: 'half', date: 1, release: '', browser: '', origin: 'needle' };
  const fault = { kind: 'gpu', message: 'the device was lost' } as const;
  const half = page.keptRun({ ...rest, record: null }, { state: 'failed', fault }, facts)!;
  await page.keepRun(half, { ...foundOfExample, bits: {} });
  const file = (await page.readRun('half'))!;
  expect([file.outcome, file.message]).toEqual(['failed', 'the device was lost']);
  const { streams, steps, record } = page.keptView(file);
  expect({ streams, steps, record }).toEqual({
    streams: liveView.streams,
    steps: liveView.steps,
    record: null,
  });
  expect(page.keptRun({ ...rest, record: null, streams: {} }, { state: 'cancelled' }, facts)).toBeNull();
});

it('lists, renames and deletes, and tells what they take', async () => {
  await keep(page, 'old', 1);
  await keep(page, 'new', 2);
  expect(await ids(page)).toEqual(['new', 'old']);
  const { runs, bytes } = page.keptRunsStore.getState().list!;
  expect(bytes).toBe(runs[0].bytes + runs[1].bytes);
  expect(bytes).toBeLessThan(JSON.stringify([keptExample('old'), foundOfExample]).length);
  expect(runs[0].pairs).toEqual({ all: 2, forked: 1, bits: 0 });
  await page.renameRun('old', '  Before the update ');
  expect((await page.readRun('old'))?.name).toBe('Before the update');
  await page.removeRuns(['new']);
  expect(await ids(page)).toEqual(['old']);
  await page.removeAllRuns();
  expect([await ids(page), await page.keptRunsBytes()]).toEqual([[], 0]);
});

it('two tabs keep beside each other, each hears of the other, and what one deleted the other does not bring back', async () => {
  const other = await otherTab();
  await page.refreshRuns();
  await Promise.all([keep(page, 'here', 1), keep(other, 'there', 2)]);
  await vi.waitFor(
    () => expect(page.keptRunsStore.getState().list?.runs.map(({ id }) => id)).toEqual(['there', 'here']),
    { timeout: 20_000 },
  );
  await other.removeRuns(['here']);
  expect(await page.updateFindings('here', () => foundOfExample)).toBe(false);
  expect(await ids(page)).toEqual(['there']);
});

it('lets the oldest go beyond what it may take, never the one that was just kept', async () => {
  const database = new page.RunDatabase({ bytes: 300, runs: 9 });
  const summary = (id: string, date: number) => {
    const run = keptExample(id, date);
    const engine = run.engine;
    return { id, date, name: null, title: id, model: 'm', engine, outcome: 'done', imported: false } as const;
  };
  const put = (of: RunDatabase, id: string, date: number, bytes: number, how = {}) =>
    of.put(
      { ...summary(id, date), pairs: { all: 0, forked: 0, bits: 0 } },
      { run: new Uint8Array(bytes), findings: new Uint8Array(0) },
      how,
    );
  const third = 100;
  for (const [at, id] of ['a', 'b', 'c'].entries()) expect(await put(database, id, at, third)).toEqual([]);
  expect(await put(database, 'd', 3, third)).toEqual(['a']);
  expect(await put(database, 'e', -1, third)).toEqual(['b']);
  expect((await database.list()).runs.map(({ id }) => id)).toEqual(['d', 'c', 'e']);
  // What comes in by a file stands beside what is kept, or not at all.
  await expect(put(database, 'f', 9, third, { beside: true })).rejects.toThrow('no room beside');
  expect((await database.list()).runs.map(({ id }) => id)).toEqual(['d', 'c', 'e']);
  // Larger than all may be, it stands alone.
  expect(await put(database, 'g', 10, 4 * third)).toEqual(['e', 'c', 'd']);
  expect((await database.list()).runs.map(({ id }) => id)).toEqual(['g']);
});

it('says that there is no room, once, and that a later version of the page keeps runs here', async () => {
  const full = vi
    .spyOn(page.RunDatabase.prototype, 'put')
    .mockRejectedValue(new DOMException('no room', 'QuotaExceededError'));
  expect([await keep(page, 'one'), await keep(page, 'two'), notices()]).toEqual([false, false, ['full']]);
  full.mockRestore();
  expect([await keep(page, 'three'), notices()]).toEqual([true, []]);

  (await openDB('batchmates.runs', 9)).close();
  page = await otherTab();
  expect([await keep(page, 'four'), notices()]).toEqual([false, ['later']]);
  await page.refreshRuns();
  expect(page.keptRunsStore.getState()).toEqual({
    list: { runs: [], unreadable: [], bytes: 0 },
    hidden: true,
  });
});

it('leaves alone what it cannot read, and says where that is wrong', async () => {
  await keep(page, 'one');
  const database = await openDB('batchmates.runs');
  await database.put('summaries', { id: 'strange', of: 'another version' });
  const { gzip } = await import('../../kit/gzip.ts');
  await database.put('runs', await gzip('{"format":"batchmates-run","version":1,"id":"one"}'), 'one');
  database.close();
  expect(await ids(page)).toEqual(['one']);
  expect(page.keptRunsStore.getState().list?.unreadable).toEqual(['strange']);
  await expect(page.readRun('one')).rejects.toThrow('date: expected a number, found nothing');
});
