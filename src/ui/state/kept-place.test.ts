import { expect, it } from 'vitest';
import { KeptPlace, LeftTexts, type TextStore } from './kept-place.ts';

function storage(): TextStore {
  const texts = new Map<string, string>();
  return {
    getItem: (place) => texts.get(place) ?? null,
    setItem: (place, text) => void texts.set(place, text),
    removeItem: (place) => void texts.delete(place),
  };
}

function twoTabs() {
  const store = storage();
  const [a, b] = [new KeptPlace(store, 'p'), new KeptPlace(store, 'p')];
  a.take();
  b.take();
  return { a, b, store };
}

it('replaces what it wrote itself, and never what another tab kept since', () => {
  const { a, b, store } = twoTabs();
  expect([a.put('a1'), a.put('a2')]).toEqual([true, true]);
  expect(b.put('b1')).toBe(false);
  expect(b.put(null)).toBe(false);
  expect(store.getItem('p')).toBe('a2');
  expect(b.unseen()).toBe('a2');
});

it('replaces it once it was taken note of, and then the other tab has to', () => {
  const { a, b } = twoTabs();
  a.put('a1');
  expect(b.take()).toBe('a1');
  expect(b.put('b1')).toBe(true);
  expect(a.unseen()).toBe('b1');
  expect(a.put('a2')).toBe(false);
});

it('keeps its own again where the other tab removed what was kept', () => {
  const { a, b } = twoTabs();
  a.put('a1');
  b.take();
  b.put(null);
  expect(a.unseen()).toBeNull();
  expect(a.put('a2')).toBe(true);
});

it('offers what closed tabs left, the latest first, each once', () => {
  const left = new LeftTexts(storage(), 'left');
  expect(left.latest()).toBeNull();
  for (const text of ['one', 'two', 'one']) left.add(text);
  expect(left.latest()).toBe('one');
  left.remove('one');
  expect(left.latest()).toBe('two');
  left.remove('two');
  expect(left.latest()).toBeNull();
});

it('reads nothing from what is no list', () => {
  const store = storage();
  store.setItem('left', '{"a":');
  expect(new LeftTexts(store, 'left').latest()).toBeNull();
});
