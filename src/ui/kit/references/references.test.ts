import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { REFERENCES, type Reference } from './references.ts';

const UI = join(import.meta.dirname, '../..');

/** The texts of the page that may cite: everything but the list itself. */
function texts(): string {
  return readdirSync(UI, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !path.includes('references.'))
    .map((path) => readFileSync(join(UI, path), 'utf8'))
    .join('\n');
}

test('every source is cited somewhere: the list holds no ornament', () => {
  const cited = texts();
  expect(
    Object.keys(REFERENCES).filter((id) => !cited.includes(`'${id}'`) && !cited.includes(`"${id}"`)),
  ).toEqual([]);
});

test('every source names who, what, where and an address, and no two are cited alike', () => {
  const entries = Object.values<Reference>(REFERENCES);
  for (const { url, says, where } of entries) {
    expect(new URL(url).protocol).toBe('https:');
    expect([says, where].every((text) => text.length >= 8)).toBe(true);
  }
  expect(new Set(entries.map(({ short }) => short)).size).toBe(entries.length);
});
