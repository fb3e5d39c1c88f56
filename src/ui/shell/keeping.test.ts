import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { certificateOf } from '../state/testing/certificate.ts';
import { FakeStorage } from '../state/testing/fake-storage.ts';

/** Modules keep what they read: each test has a page of its own. */
const modules = async () => ({
  ...(await import('../state/keeping.ts')),
  ...(await import('../state/settings.ts')),
  ...(await import('../state/kept-certificates.ts')),
  ...(await import('../state/lesson-progress.ts')),
  ...(await import('./keeping-note.tsx')),
  kernels: await import('../state/kept-kernels.ts'),
});
type Page = Awaited<ReturnType<typeof modules>>;

let storage: FakeStorage;
let page: Page;

beforeEach(async () => {
  storage = new FakeStorage();
  vi.stubGlobal('localStorage', storage);
  vi.stubGlobal('document', { documentElement: { dataset: {} } });
  page = await opened();
});
afterEach(() => vi.unstubAllGlobals());

/** Another tab. */
async function opened(): Promise<Page> {
  vi.resetModules();
  return await modules();
}

const aside = () => [...storage.texts].filter(([place]) => place.includes('.aside.'));
const said = () => {
  Object.assign(page.keepingStore, { getInitialState: page.keepingStore.getState });
  return renderToStaticMarkup(createElement(page.KeepingNote));
};

describe('what cannot be kept is said once, and no more once it can', () => {
  it.each([
    ['full', () => (storage.room = 3), 'no room left'],
    ['forbidden', () => (storage.forbidden = true), 'keeps nothing for this page'],
  ])('%s', (_, deny, words) => {
    deny();
    page.kernels.keepKernel('x', 'fn main() {}');
    expect(said()).toContain(words);
    page.readNotices();
    page.changeSettings({ theme: 'dark' });
    page.completeStep('a/b');
    expect(said()).not.toContain('<p>');
  });

  it('a write that succeeds takes it back', () => {
    storage.room = 3;
    page.kernels.keepKernel('x', 'fn main() {}');
    storage.room = 300;
    page.kernels.keepKernel('x', 'fn main() {}');
    expect(said()).not.toContain('<p>');
  });
});

it('what is put aside is put aside once, beside what was before, and stays where there is no room', () => {
  for (const text of ['one', 'two', 'one']) {
    storage.setItem('batchmates.lessons', text);
    expect(page.putAside('batchmates.lessons')).toBe(true);
  }
  expect(aside()).toEqual([
    ['batchmates.aside.1.batchmates.lessons', 'one'],
    ['batchmates.aside.2.batchmates.lessons', 'two'],
  ]);
  storage.setItem('batchmates.lessons', 'three');
  storage.room = 11;
  expect(page.putAside('batchmates.lessons')).toBe(false);
  expect(said()).toContain('put aside');
});

describe('what another version of the page kept', () => {
  it('progress in the lessons is put aside before a step is marked', () => {
    const later = '{"version":2,"marks":[1]}';
    storage.setItem('batchmates.lessons', later);
    page.completeStep('a/b');
    expect(storage.getItem('batchmates.lessons')).toBe('{"version":1,"done":["a/b"]}');
    expect(aside().map(([, text]) => text)).toEqual([later]);
    page.completeStep('a/c');
    expect(aside()).toHaveLength(1);
  });

  it('progress stays as it is where there is no room to put it aside', () => {
    const later = '{"version":2,"marks":[1]}';
    storage.setItem('batchmates.lessons', later);
    storage.room = later.length + 5;
    page.completeStep('a/b');
    expect(storage.getItem('batchmates.lessons')).toBe(later);
    expect(said()).toContain('no room left');
  });

  it('certificates stay beside this one’s', () => {
    const later = { ...certificateOf('later'), version: 3 };
    storage.setItem('batchmates.certificates', JSON.stringify([later]));
    expect(page.keptCertificates()).toEqual([]);
    page.keepCertificate(certificateOf('own'));
    expect(JSON.parse(storage.getItem('batchmates.certificates')!)).toEqual([certificateOf('own'), later]);
    storage.setItem('batchmates.certificates', '{"of":"another form"}');
    page.keepCertificate(certificateOf('own'));
    expect(aside().map(([, text]) => text)).toEqual(['{"of":"another form"}']);
  });

  it('settings that this one does not know stay', () => {
    storage.setItem('batchmates.settings', '{"theme":"light","contrast":"high"}');
    page.changeSettings({ theme: 'dark' });
    expect(JSON.parse(storage.getItem('batchmates.settings')!)).toEqual({ theme: 'dark', contrast: 'high' });
  });
});

describe('two tabs', () => {
  it('settings that each chose stay', async () => {
    const other = await opened();
    page.changeSettings({ theme: 'dark' });
    other.changeSettings({ spaces: true });
    expect(JSON.parse(storage.getItem('batchmates.settings')!)).toEqual({ theme: 'dark', spaces: true });
  });

  it('steps that each marked stay', async () => {
    const other = await opened();
    page.completeStep('a/b');
    other.completeStep('a/c');
    page.completeStep('a/d');
    expect(JSON.parse(storage.getItem('batchmates.lessons')!).done.toSorted()).toEqual(['a/b', 'a/c', 'a/d']);
  });

  it('a kernel that the other tab edited is put aside, and only that', async () => {
    const { kernels } = await opened();
    const [mine, theirs] = [page.kernels, kernels];
    for (const tab of [mine, theirs]) expect(tab.keptKernel('matmul')).toBeNull();
    mine.keepKernel('matmul', 'mine');
    mine.keepKernel('matmul', 'mine, edited');
    expect(aside()).toEqual([]);
    expect(theirs.isKept('matmul')).toBe(true);
    theirs.keepKernel('matmul', 'theirs');
    expect(storage.getItem('batchmates.kernel.matmul')).toBe('theirs');
    theirs.keepKernel('matmul', 'theirs, edited');
    expect(aside().map(([, text]) => text)).toEqual(['mine, edited']);
    expect(mine.keptKernel('matmul')).toBe('theirs, edited');
    mine.keepKernel('matmul', null);
    expect(storage.getItem('batchmates.kernel.matmul')).toBeNull();
    expect(aside()).toHaveLength(1);
  });
});
