import { waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeLink } from '../../experiment/link.ts';
import { editExperiment, undo } from './composing.ts';
import { bundledExperiments } from './experiments.ts';
import { emptyView } from './lab-state.ts';
import { labStore } from './lab-store.ts';
import { add, chooseExperiment } from './opening.ts';
import { runAddress } from './page-address.ts';
import { IDLE } from './task.ts';
import { type KeptRuns, startVisit } from './visit.ts';

const initial = labStore.getState();
const [needle, other] = bundledExperiments;
const link = encodeLink({ experiment: { ...needle.experiment, title: 'From a link' } });

const title = () => labStore.getState().chosen.experiment.title;
const retitle = (text: string) => editExperiment({ ...labStore.getState().chosen.experiment, title: text });
const settled = () => new Promise((resolve) => setTimeout(resolve, 30));
const shown: string[] = [];
const runs: KeptRuns = {
  open: async (id) => {
    shown.push(`open ${id}`);
    await settled();
    keptRunOpens(id);
  },
  show: async (id) => void shown.push(`show ${id}`),
};
let keptRunOpens: (id: string) => void = () => undefined;
let end: () => void = () => undefined;

/** The page is loaded at an address, in the entry where the browser is. */
function load(address: string, state: unknown = history.state): void {
  end();
  history.replaceState(state, '', address === '' ? '/' : address);
  labStore.setState({ ...initial, view: emptyView, status: IDLE }, true);
  end = startVisit(runs);
}

/** Until the browser has gone back, however long that takes it. */
async function back(): Promise<void> {
  const gone = new Promise((resolve) => window.addEventListener('popstate', resolve, { once: true }));
  history.back();
  await gone;
  await settled();
}

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  shown.length = 0;
  keptRunOpens = () => undefined;
  history.pushState(null, '', '/');
});

afterEach(() => {
  end();
  end = () => undefined;
  history.replaceState(null, '', '/');
  labStore.setState(initial, true);
});

test('a preset has an address, and an entry of its own: Back brings back what was composed, with its results', async () => {
  load('');
  expect([location.hash, title()]).toEqual(['', needle.experiment.title]);
  retitle('Mine');
  const view = { ...emptyView, source: 'live', experiment: labStore.getState().chosen.experiment } as const;
  labStore.setState({ view });
  chooseExperiment(other.id);
  expect(location.hash).toBe(`#preset/${other.id}`);
  expect(labStore.getState().view.source).toBe('none');
  await back();
  expect([location.hash, title()]).toEqual(['', 'Mine']);
  // The worker has no logits of it: nothing ran here.
  expect(labStore.getState().view).toEqual({ ...view, source: 'kept' });
  history.forward();
  await settled();
  expect(title()).toBe(other.experiment.title);
});

test('edits add no entry; one that was edited has no address of its own until that is undone', async () => {
  load(`#preset/${other.id}`, null);
  expect(title()).toBe(other.experiment.title);
  const entries = history.length;
  for (const text of ['One', 'Two', 'Three']) retitle(text);
  await waitFor(() => expect(location.hash).toBe(''));
  expect(history.length).toBe(entries);
  for (let edit = 0; edit < 3; edit++) undo();
  await waitFor(() => expect(location.hash).toBe(`#preset/${other.id}`));
});

test('a page beside the lab leaves what is composed as it stands, on the way there and back', async () => {
  load('');
  retitle('Mine');
  location.hash = '#learn';
  await settled();
  retitle('Mine, changed');
  await back();
  expect([location.hash, title()]).toEqual(['', 'Mine, changed']);
});

test('after a reload an entry has its experiment and asks for its kept run; an earlier one comes back too', async () => {
  load('');
  retitle('Mine');
  const kept = { id: 'r1', date: 0 };
  labStore.setState(({ view }) => ({ view: { ...view, source: 'live', kept } }));
  chooseExperiment(other.id);
  labStore.setState(({ view }) => ({ view: { ...view, source: 'live', kept: { id: 'r2', date: 0 } } }));
  await waitFor(() => expect(history.state.run).toBe('r2'));

  load(location.hash);
  expect([title(), shown]).toEqual([other.experiment.title, ['show r2']]);
  await back();
  expect(title()).toBe('Mine');
  expect(shown.at(-1)).toBe('show r1');
});

test('a link keeps its address until it is edited, and one that is followed is an entry', async () => {
  load(link, null);
  expect([location.hash, title()]).toEqual([link, 'From a link']);
  retitle('Changed');
  await waitFor(() => expect(location.hash).toBe(''));
  location.hash = link;
  await settled();
  expect([location.hash, title()]).toEqual([link, 'From a link']);
  await back();
  expect(title()).toBe('Changed');
});

test('after a reload a link that hides controls hides them again, also where Back leads to it', async () => {
  const view = { embed: false, hide: ['arms'] } as const;
  load(encodeLink({ experiment: needle.experiment, view: { ...view, hide: [...view.hide] } }), null);
  retitle('Changed');
  expect(labStore.getState().hidden).toEqual(['arms']);
  chooseExperiment(other.id);
  load(location.hash);
  expect(labStore.getState().hidden).toEqual([]);
  await back();
  expect([title(), labStore.getState().hidden]).toEqual([needle.experiment.title, ['arms']]);
});

test('a kept run that is followed from a page is one entry: Back leads to that page, then to what was composed', async () => {
  keptRunOpens = (id) => add({ id: `run:${id}`, experiment: other.experiment }, runAddress(id));
  load('');
  retitle('Mine');
  await waitFor(() => expect(history.state.composed).toContain('Mine'));
  location.hash = '#runs';
  await settled();
  const entries = history.length;
  location.hash = runAddress('abc');
  await waitFor(() => expect(title()).toBe(other.experiment.title));
  expect([location.hash, history.length]).toEqual([runAddress('abc'), entries + 1]);
  load(location.hash);
  await waitFor(() => expect(title()).toBe(other.experiment.title));
  expect([location.hash, history.length]).toEqual([runAddress('abc'), entries + 1]);
  await back();
  expect(location.hash).toBe('#runs');
  await back();
  expect([location.hash, title()]).toEqual(['', 'Mine']);
});

test('a kept run is opened by its address; what is not there is refused and stays in the address', () => {
  load('#run/abc', null);
  expect(shown).toEqual(['open abc']);
  load('#preset/nothing', null);
  expect(labStore.getState().refused).toBe('There is no preset “nothing”.');
  expect(location.hash).toBe('#preset/nothing');
});
