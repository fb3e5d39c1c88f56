import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { bundledExperiments } from './experiments.ts';
import { composedFormat } from './kept-experiment.ts';
import { readAs } from './kept-format.ts';
import { PLACES } from './kept-places.ts';
import { FakeStorage } from './testing/fake-storage.ts';

/*
 * This tab among others: what they keep is written to the shared storage directly, and this tab hears of it when a test says so,
 * since a browser tells of it some time later.
 */
const [preset] = bundledExperiments;
const PLACE = PLACES.composed;

let shared: FakeStorage;
let own: FakeStorage;
let heard: (event: { readonly key: string }) => void;
let leave: () => void;

const experimentOf = (title: string) => ({ ...preset.experiment, title });

const pageModules = async () => ({
  ...(await import('./autosave.ts')),
  ...(await import('./restore.ts')),
  ...(await import('./composing.ts')),
  ...(await import('./keeping.ts')),
  ...(await import('./lab-store.ts')),
});
let page: Awaited<ReturnType<typeof pageModules>>;

const textOf = (title: string) =>
  composedFormat.write({ id: 'link', experiment: experimentOf(title), edited: true, words: 'own' });
const retitle = (title: string) => {
  page.editExperiment({ ...page.labStore.getState().chosen.experiment, title });
  vi.advanceTimersByTime(1000);
};
const keptIn = (storage: FakeStorage) =>
  readAs(composedFormat, storage.getItem(PLACE))?.experiment.title ?? null;
const elsewhere = () => page.labStore.getState().elsewhere?.experiment.title ?? null;
const aside = () => [...shared.texts].filter(([place]) => place.includes('.aside.')).map(([, text]) => text);
const notices = () => page.keepingStore.getState().notices;
const title = () => page.labStore.getState().chosen.experiment.title;

beforeEach(async () => {
  vi.useFakeTimers();
  [shared, own] = [new FakeStorage(), new FakeStorage()];
  vi.stubGlobal('localStorage', shared);
  vi.stubGlobal('sessionStorage', own);
  vi.stubGlobal('window', {
    addEventListener: (type: string, listener: typeof heard) => {
      if (type === 'storage') heard = listener;
      if (type === 'pagehide') leave = () => listener({ key: '' });
    },
  });
  vi.stubGlobal('document', { addEventListener: () => undefined });
  vi.resetModules();
  page = await pageModules();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** This tab as it is once the page has loaded. */
function load(): void {
  page.restoreComposed(false);
  page.startAutosave();
}

/** Another tab keeps something; this one hears of it. */
function othersKeep(text: string): void {
  shared.setItem(PLACE, text);
  heard({ key: PLACE });
}

it('a tab loaded again in a conflict replaces nothing unasked', () => {
  shared.setItem(PLACE, textOf('theirs'));
  own.setItem(PLACE, textOf('mine'));
  load();
  expect([title(), elsewhere()]).toEqual(['mine', 'theirs']);
  retitle('mine, edited');
  expect([keptIn(shared), keptIn(own), elsewhere()]).toEqual(['theirs', 'mine, edited', 'theirs']);
  page.keepThis();
  expect([keptIn(shared), keptIn(own), elsewhere()]).toEqual(['mine, edited', null, null]);
});

it('takes what another tab keeps as it is by then', () => {
  load();
  retitle('mine');
  othersKeep(textOf('theirs'));
  expect(elsewhere()).toBe('theirs');
  shared.setItem(PLACE, textOf('theirs, edited'));
  page.takeElsewhere();
  vi.advanceTimersByTime(1000);
  expect([title(), keptIn(shared), elsewhere()]).toEqual(['theirs, edited', 'theirs, edited', null]);
});

it('what could not be taken during a run is not replaced by the next edit', () => {
  load();
  retitle('mine');
  othersKeep(textOf('theirs'));
  page.labStore.setState({
    status: { state: 'stopping', progress: { stage: 'running', generated: 1, total: 2 } },
  });
  page.takeElsewhere();
  expect([title(), elsewhere()]).toEqual(['mine', 'theirs']);
  retitle('mine, edited');
  expect([keptIn(shared), keptIn(own), elsewhere()]).toEqual(['theirs', 'mine, edited', 'theirs']);
});

it('a tab that goes back to what a first visit shows keeps nothing for itself', () => {
  load();
  retitle('mine');
  othersKeep(textOf('theirs'));
  expect(keptIn(own)).toBe('mine');
  page.labStore.setState(({ experiments: [chosen] }) => ({ chosen }));
  vi.advanceTimersByTime(1000);
  expect([keptIn(shared), keptIn(own)]).toEqual(['theirs', null]);
});

const LATER = JSON.stringify({ version: 2, of: 'a later version' });

it.each([
  ['a later version kept', LATER],
  ['is damaged', '{"version":1,'],
])('what %s is put aside, with a word, before anything takes its place', (_, text) => {
  shared.setItem(PLACE, text);
  load();
  expect([aside(), notices()]).toEqual([[text], ['aside']]);
  retitle('mine');
  expect([keptIn(shared), aside()]).toEqual(['mine', [text]]);
});

it('what cannot be put aside for want of room is not replaced', () => {
  shared.setItem(PLACE, LATER);
  shared.room = LATER.length + 10;
  load();
  retitle('mine');
  expect([shared.getItem(PLACE), keptIn(own), notices()]).toEqual([LATER, 'mine', ['full', 'apart']]);
});

it('what a tab of a later version keeps meanwhile is left alone, and what this one has is found again', () => {
  load();
  retitle('mine');
  othersKeep(LATER);
  retitle('mine, edited');
  expect([shared.getItem(PLACE), keptIn(own), notices()]).toEqual([LATER, 'mine, edited', ['apart']]);
  page.readNotices();
  retitle('mine, edited again');
  expect(notices()).toEqual([]);
  leave();
  expect(shared.getItem(PLACES.left)).toContain('mine, edited again');
});

it('a list of what was left that is none is put aside', () => {
  shared.setItem(PLACES.left, LATER);
  load();
  expect([aside(), shared.getItem(PLACES.left)]).toEqual([[LATER], null]);
});

it('an experiment that was left by a later version is put aside', () => {
  shared.setItem(PLACES.left, JSON.stringify([textOf('older'), LATER]));
  load();
  expect(aside()).toEqual([JSON.stringify([textOf('older'), LATER])]);
  expect(shared.getItem(PLACES.left)).toBe(JSON.stringify([textOf('older')]));
});

it('where the room is full an edit is kept for the tab, said once, and kept for good when there is room', () => {
  load();
  retitle('first');
  shared.room = 10;
  retitle('second');
  expect([keptIn(shared), keptIn(own), notices()]).toEqual(['first', 'second', ['full']]);
  page.readNotices();
  retitle('third');
  expect([keptIn(own), notices()]).toEqual(['third', []]);
  shared.room = 1e6;
  retitle('fourth');
  expect([keptIn(shared), keptIn(own)]).toEqual(['fourth', null]);
});

it.each([
  ['each use', () => ([shared.forbidden, own.forbidden] = [true, true])],
  [
    'the storage itself',
    () => {
      const get = () => {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      };
      for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(globalThis, name, { get, configurable: true });
    },
  ],
])('where the browser forbids %s the page works, and says so once', (_, forbid) => {
  forbid();
  load();
  expect(notices()).toEqual([]);
  retitle('mine');
  expect([title(), notices()]).toEqual(['mine', ['forbidden']]);
  page.readNotices();
  retitle('mine, edited');
  page.keepThis();
  page.takeElsewhere();
  leave();
  expect([title(), notices()]).toEqual(['mine, edited', []]);
});
