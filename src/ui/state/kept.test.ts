import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { keepingStore } from './keeping.ts';
import { kept } from './kept.ts';
import { json, plainText, versioned } from './kept-format.ts';
import { FakeStorage } from './testing/fake-storage.ts';

let storage: FakeStorage;
beforeEach(() => {
  storage = new FakeStorage();
  vi.stubGlobal('localStorage', storage);
  keepingStore.setState({ notices: [], read: [] });
});
afterEach(() => vi.unstubAllGlobals());

const PLACE = 'batchmates.p';
const text = () => kept(PLACE, plainText);
const list = () => kept(PLACE, json(z.array(z.string())));
const aside = () => [...storage.texts].filter(([place]) => place.includes('.aside.')).map(([, each]) => each);
const notices = () => keepingStore.getState().notices;
const REFUSED = '{"version":3,"of":"a later version"}';

describe('versions', () => {
  const at = (version: number) =>
    kept(
      PLACE,
      versioned(z.strictObject({ name: z.string() }), version, {
        1: (older) => ({ first: 'title' in older ? older.title : null }),
        2: (older) => ({ name: 'first' in older ? older.first : null }),
      }),
    );

  it('keeps the number beside the fields', () => {
    at(3).update(() => ({ name: 'a' }));
    expect(storage.getItem(PLACE)).toBe('{"version":3,"name":"a"}');
    expect(at(3).read()).toEqual({ name: 'a' });
  });

  it.each([
    ['two versions ago', '{"version":1,"title":"a"}', { name: 'a' }],
    ['the one before', '{"version":2,"first":"a"}', { name: 'a' }],
    ['before any that is known', '{"version":0,"title":"a"}', null],
    ['a later one', '{"version":4,"name":"a"}', null],
    ['one that lifts to what is wrong', '{"version":2,"first":7}', null],
    ['none', '{"name":"a"}', null],
  ])('reads what %s kept', (_, stored, value) => {
    storage.setItem(PLACE, stored);
    expect(at(3).read()).toEqual(value);
  });
});

describe('a value that every tab adds to', () => {
  it('keeps what each added', () => {
    const [a, b] = [list(), list()];
    for (const [tab, word] of [[a, 'one'] as const, [b, 'two'] as const, [a, 'three'] as const])
      expect(tab.update((now) => [...(now ?? []), word])).toBe(true);
    expect(b.read()).toEqual(['one', 'two', 'three']);
    a.update(() => null);
    expect([storage.getItem(PLACE), b.read()]).toEqual([null, null]);
  });

  it('has what cannot be read put aside, and left where there is no room for that', () => {
    storage.setItem(PLACE, REFUSED);
    storage.room = REFUSED.length + 5;
    expect(list().update(() => [])).toBe(false);
    expect([storage.getItem(PLACE), notices()]).toEqual([REFUSED, ['full']]);
    storage.room = 1000;
    expect(list().update((now) => [String(now)])).toBe(true);
    expect([list().read(), aside(), notices()]).toEqual([['null'], [REFUSED], ['aside']]);
  });

  it('is the same object as long as the text is the same', () => {
    storage.setItem(PLACE, '["a"]');
    const tab = list();
    expect(tab.read()).toBe(tab.read());
  });
});

describe('a value that one tab has', () => {
  const twoTabs = () => {
    const [a, b] = [text(), text()];
    for (const tab of [a, b]) tab.take();
    return { a, b };
  };

  it('replaces what it put itself, and never what another tab kept since', () => {
    const { a, b } = twoTabs();
    expect([a.put('a1'), a.put('a2'), b.put('b1'), b.put(null)]).toEqual([
      ...['kept', 'kept', 'foreign', 'foreign'],
    ]);
    expect([a.read(), b.foreign(), a.foreign()]).toEqual([
      'a2',
      { is: 'readable', value: 'a2' },
      { is: 'nothing' },
    ]);
  });

  it('replaces it once it was taken, or put aside, and then the other tab has to', () => {
    const { a, b } = twoTabs();
    a.put('a1');
    expect([b.take(), b.put('b1'), a.put('a2')]).toEqual(['a1', 'kept', 'foreign']);
    expect([a.setAside(), a.put('a2'), aside()]).toEqual([true, 'kept', ['b1']]);
  });

  it('keeps its own again where the other tab removed what was kept, and the same at any time', () => {
    const { a, b } = twoTabs();
    a.put('a1');
    expect(b.put('a1')).toBe('kept');
    b.put(null);
    expect([a.foreign(), a.put('a2')]).toEqual([{ is: 'nothing' }, 'kept']);
  });

  it('takes what it cannot read only once that is put aside', () => {
    storage.setItem(PLACE, REFUSED);
    storage.room = REFUSED.length + 5;
    const tab = list();
    expect([tab.take(), tab.put([]), tab.foreign()]).toEqual([null, 'foreign', { is: 'unreadable' }]);
    storage.room = 1000;
    expect([tab.take(), tab.put([]), aside()]).toEqual([null, 'kept', [REFUSED]]);
  });
});

it('says once that there is no room or no permission, throws nothing, and takes it back', () => {
  const tab = text();
  storage.room = 1;
  expect([tab.put('more than that'), tab.update(() => 'more than that')]).toEqual(['failed', false]);
  expect(notices()).toEqual(['full']);
  storage.room = 100;
  expect([tab.put('more than that'), notices()]).toEqual(['kept', []]);
  storage.forbidden = true;
  expect([tab.read(), tab.take(), tab.foreign(), tab.put('a')]).toEqual([
    ...[null, null, { is: 'nothing' }, 'failed'],
  ]);
  expect(notices()).toEqual(['forbidden']);
});
