import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nameWarnings, skeleton } from './look-alikes.ts';
import { parseExperiment } from './schema.ts';

const warningsOf = (arms: readonly string[], requests: readonly string[] = ['p']) =>
  nameWarnings(
    parseExperiment({
      version: 1,
      title: 't',
      requests: requests.map((id) => ({ id, role: 'probe', prompt: 'a' })),
      arms: arms.map((name) => ({ name, requests, kernels: 'variant' })),
    }),
  );

describe('nameWarnings', () => {
  it.each([
    ['a Cyrillic letter', ['alone', '\u0430lone'], '"a" (U+0061) against "\u0430" (U+0430)'],
    ['Cyrillic alone', ['cop', '\u0441\u043e\u0440'], '"c" (U+0063) against "\u0441" (U+0441)'],
    ['a Greek letter', ['company', 'c\u03bfmpany'], '"o" (U+006F) against "\u03bf" (U+03BF)'],
    ['a letter and a digit', ['arm l', 'arm 1'], '"l" (U+006C) against "1" (U+0031)'],
    ['full width', ['alone', '\uff41lone'], '(U+FF41)'],
    ['a ligature of two letters', ['corn', 'com'], '"r" (U+0072) against "m" (U+006D)'],
    ['another hyphen', ['a-b', 'a\u2011b'], '(U+2011)'],
    ['another space', ['a b', 'a\u00a0b'], '(U+00A0)'],
    ['a character that takes no room', ['alone', 'alone\u200b'], 'the second has "\\u{200b}" (U+200B) more'],
    ['a selector', ['a\ufe00b', 'ab'], '(U+FE00)'],
  ])('tells of names that look alike by %s', (_, names, words) => {
    const [warning, ...others] = warningsOf(names);
    expect(others).toEqual([]);
    expect(warning).toMatch(/^names: arms .* look alike: /);
    expect(warning).toContain(words);
    expect(warning).not.toMatch(/\u200b|\u00a0|\ufe00/);
  });

  it('tells of a word that mixes scripts, even where no other name looks like it', () => {
    expect(warningsOf(['al\u043ene', 'company'])).toEqual([
      'names: arm "al\u043ene" mixes scripts in a word: "\u043e" (U+043E)',
    ]);
  });

  it('tells of requests, too, and not of all names', () => {
    expect(warningsOf(['a'], ['mate-1', 'mate-l'])).toEqual([
      expect.stringContaining('requests "mate-1", "mate-l"'),
    ]);
    const many = Array.from({ length: 20 }, (_, i) => `${i}x\u0430`);
    const told = warningsOf(many);
    expect(told).toHaveLength(7);
    expect(told.at(-1)).toBe('names: 14 more look alike or mix scripts');
  });

  it('lists four of many that look alike', () => {
    // 64 names of the same six letters.
    const names = Array.from({ length: 64 }, (_, i) => i.toString(2).padStart(6, '0').replaceAll('1', 'O'));
    const told = warningsOf(names);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(' and 60 more look alike: ');
    expect(told[0].length).toBeLessThan(200);
  });

  it.each([
    [['alone', 'Alone', 'alone-2']],
    [['\u0394max', '\u03bcbatch', '2\u03c3']],
    [['в одиночку', 'вместе']],
    [['単独 alone', '会社 company', '혼자']],
    [['bf16', 'f16', 'f32', 'i8']],
    [['alone', 'company', 'Zoë', 'zoe']],
  ])('leaves %j alone', (names) => expect(warningsOf(names)).toEqual([]));

  it('finds nothing in the experiments that come with the lab', () => {
    const folder = new URL('../../experiments/', import.meta.url);
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      const experiment = parseExperiment(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
      expect(nameWarnings(experiment), file).toEqual([]);
    }
  });
});

it('a skeleton keeps what can be told apart', () => {
  const names = ['alone', 'Alone', 'company', 'al one', 'alone2', 'àlone'];
  expect(new Set(names.map(skeleton)).size).toBe(names.length);
});
