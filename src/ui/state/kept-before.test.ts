import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FakeStorage } from './testing/fake-storage.ts';
import kept from './testing/kept-by-version-1.json' with { type: 'json' };

/*
 * What the page kept before every place had its schema and version in one helper, text by text as it stood in a visitor's
 * browser: the file is not written by this version, and is not to be renewed.
 */
let local: FakeStorage;
let session: FakeStorage;

beforeEach(() => {
  [local, session] = [new FakeStorage(), new FakeStorage()];
  for (const [place, text] of Object.entries(kept.local)) local.setItem(place, text);
  vi.stubGlobal('localStorage', local);
  vi.stubGlobal('sessionStorage', session);
  vi.stubGlobal('document', { documentElement: { dataset: {} } });
  vi.resetModules();
});
afterEach(() => vi.unstubAllGlobals());

it('settings are in effect, and stay beside one that is changed', async () => {
  const { applySettings, changeSettings } = await import('./settings.ts');
  applySettings();
  expect(document.documentElement.dataset).toEqual({ theme: 'dark', motion: 'system', size: 'normal' });
  changeSettings({ motion: 'reduced' });
  expect(local.getItem('batchmates.settings')).toBe('{"theme":"dark","spaces":true,"motion":"reduced"}');
});

it('steps of the lessons are done, and stay beside one that is done now', async () => {
  const { completeStep } = await import('./lesson-progress.ts');
  completeStep('floats/bits');
  expect(local.getItem('batchmates.lessons')).toBe(kept.local['batchmates.lessons']);
  completeStep('floats/edges');
  expect(local.getItem('batchmates.lessons')).toBe(
    '{"version":1,"done":["floats/bits","the-price/measure","floats/edges"]}',
  );
});

it('certificates are valid, and stay beside another', async () => {
  const { keepCertificate, keptCertificates } = await import('./kept-certificates.ts');
  const [certificate] = keptCertificates();
  expect(certificate).toEqual(JSON.parse(kept.local['batchmates.certificates'])[0]);
  keepCertificate({ ...certificate, key: 'other' });
  expect(keptCertificates().map(({ key }) => key)).toEqual(['other', 'k']);
});

it('an edited kernel is open as it was left, and is this tab’s to go on with', async () => {
  const { keepKernel, keptKernel } = await import('./kept-kernels.ts');
  expect(keptKernel('matmul')).toBe('// mine\nfn main() {}\n');
  keepKernel('matmul', 'fn main() {}');
  expect(local.getItem('batchmates.kernel.matmul')).toBe('fn main() {}');
  const aside = [...local.texts.keys()].filter((place) => place.includes('.aside.'));
  expect(aside).toEqual(['batchmates.aside.1.batchmates.kernel.matmul']);
});

const composing = async () => ({
  ...(await import('./kept-experiment.ts')),
  ...(await import('./lab-store.ts')),
  ...(await import('./restore.ts')),
});

it('the composed experiment is on screen with its claim and its muted seats, and what a tab left is offered', async () => {
  const { composed, labStore, restoreComposed } = await composing();
  restoreComposed(false);
  const { chosen, left, elsewhere } = labStore.getState();
  const seats = { q: [{ arm: 'company', place: null }] };
  expect(chosen).toMatchObject({ id: 'file:two.json', edited: true, muted: seats });
  expect(chosen.words).toEqual({ title: 'Two', description: 'Found it.' });
  expect(chosen.experiment.title).toBe('Another');
  expect([left?.experiment.title, elsewhere]).toEqual(['Mine', null]);
  expect(composed.put(chosen)).toBe('kept');
  expect(local.getItem('batchmates.composed')).toBe(kept.local['batchmates.composed']);
});

it('a tab that kept its own goes on with that, and leaves it as it did', async () => {
  session.setItem('batchmates.composed', kept.session['batchmates.composed']);
  const { labStore, leaveBehind, ownCopy, restoreComposed } = await composing();
  restoreComposed(false);
  const { chosen, elsewhere } = labStore.getState();
  expect([chosen.experiment.title, elsewhere?.experiment.title]).toEqual(['Mine', 'Another']);
  expect(local.getItem('batchmates.left')).toBeNull();
  ownCopy.keep(chosen);
  leaveBehind(chosen);
  expect(session.getItem('batchmates.composed')).toBe(kept.session['batchmates.composed']);
  expect(local.getItem('batchmates.left')).toBe(kept.local['batchmates.left']);
});

it('every place has a name in the settings', async () => {
  const { keptPlaces } = await import('./kept-places.ts');
  vi.stubGlobal('localStorage', kept.local);
  const places = keptPlaces();
  expect(places.others).toEqual(['batchmates.aside.1.batchmates.kernel.matmul']);
  expect(Object.values(places).flat()).toHaveLength(Object.keys(kept.local).length - 1);
});
