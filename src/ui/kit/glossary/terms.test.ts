import { expect, test } from 'vitest';
import { isTerm, TERM_GROUPS, TERMS } from './terms.ts';

const entries = Object.entries(TERMS);

test('every reference leads to another entry', () => {
  for (const [id, { see }] of entries) {
    expect(see.filter((other) => !isTerm(other) || other === id)).toEqual([]);
    expect(new Set(see).size).toBe(see.length);
  }
});

test('no entry is lost between the groups, and no name is used twice', () => {
  const grouped = TERM_GROUPS.flatMap(({ terms }) => Object.keys(terms));
  expect(grouped.length).toBe(entries.length);
  expect(new Set(entries.map(([, { name }]) => name)).size).toBe(entries.length);
});

test('an entry is a few sentences, not a chapter', () => {
  for (const [, { means }] of entries) {
    expect(means).toMatch(/[.]$/);
    expect(means.length).toBeLessThan(260);
  }
});
