import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keptText, readKept } from './autosave.ts';
import { bundledExperiments } from './experiments.ts';
import { PLACES } from './kept-places.ts';

/*
 * This tab among others: what they keep is written to the shared storage directly, and this tab hears of it when a test says so,
 * since a browser tells of it some time later.
 */
const [preset] = bundledExperiments;
const PLACE = PLACES.composed;

class FakeStorage {
  readonly #texts = new Map<string, string>();
  getItem = (place: string) => this.#texts.get(place) ?? null;
  setItem = (place: string, text: string) => void this.#texts.set(place, text);
  removeItem = (place: string) => void this.#texts.delete(place);
}

let shared: FakeStorage;
let own: FakeStorage;
let heard: (event: { readonly key: string }) => void;

const experimentOf = (title: string) => ({ ...preset.experiment, title });

const pageModules = async () => ({
  ...(await import('./autosave.ts')),
  ...(await import('./composing.ts')),
  ...(await import('./lab-store.ts')),
});
let page: Awaited<ReturnType<typeof pageModules>>;

const textOf = (title: string) =>
  keptText({ id: 'link', experiment: experimentOf(title), edited: true, words: 'own' });
const retitle = (title: string) => {
  page.editExperiment({ ...page.labStore.getState().chosen.experiment, title });
  vi.advanceTimersByTime(1000);
};
const keptIn = (storage: FakeStorage) => readKept(storage.getItem(PLACE))?.experiment.title ?? null;
const elsewhere = () => page.labStore.getState().elsewhere?.experiment.title ?? null;
const title = () => page.labStore.getState().chosen.experiment.title;

beforeEach(async () => {
  vi.useFakeTimers();
  [shared, own] = [new FakeStorage(), new FakeStorage()];
  vi.stubGlobal('localStorage', shared);
  vi.stubGlobal('sessionStorage', own);
  vi.stubGlobal('window', {
    addEventListener: (type: string, listener: typeof heard) => {
      if (type === 'storage') heard = listener;
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
  page.labStore.setState({ status: { state: 'stopping' } });
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
