import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columns, cut, grouped, measured, paragraph, REPORT_COLUMNS, shorten } from './text.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 300 });

describe('columns', () => {
  it.each([
    ['abc', 3],
    ['漢字', 4],
    ['🙂', 2],
    ['e\u0301', 1],
    ['»│…⏎', 4],
  ])('%s takes %i', (shown, expected) => {
    expect(columns(shown)).toBe(expected);
  });
});

describe('cut', () => {
  it('loses nothing and keeps to the width', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 60 }), (shown, width) => {
        const lines = cut(shown, width);
        expect(lines.join('')).toBe(shown);
        for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('shorten', () => {
  it('shows that it left something out', () => {
    expect(shorten('abcdef', 6)).toBe('abcdef');
    expect(shorten('abcdefg', 6)).toBe('abcde…');
    expect(columns(shorten('漢字漢字', 6))).toBeLessThanOrEqual(6);
  });
});

describe('paragraph', () => {
  it('breaks between words, keeps the words, indents what follows', () => {
    const words = Array.from({ length: 60 }, (_, index) => `word${index}`);
    const lines = paragraph(words.join(' '), '  ');
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.map((line) => line.trim()).join(' ')).toBe(words.join(' '));
    expect(lines[0]).toMatch(/^ {2}word/);
    for (const line of lines.slice(1)) expect(line).toMatch(/^ {4}word/);
    for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(REPORT_COLUMNS);
  });

  it('leaves nothing hidden, so that no name begins a line of its own', () => {
    expect(paragraph('arm A\ncheck \x1b[2Jfailed')).toEqual(['arm A⏎check \\u{1b}[2Jfailed']);
  });

  it('keeps runs of spaces inside a line', () => {
    expect(paragraph('A "  " / B " x"')).toEqual(['A "  " / B " x"']);
  });
});

describe('numbers', () => {
  it('groups counts', () => {
    expect(grouped(98_304)).toBe('98,304');
    expect(grouped(79.77, 1)).toBe('79.8');
  });

  it.each([
    [0, '0'],
    [0.0123456, '0.01235'],
    [3, '3'],
    [-1.5, '−1.5'],
    [1.5e-9, '1.50e−9'],
    [123_456, '123500'],
  ])('measures %f as %s', (value, shown) => {
    expect(measured(value)).toBe(shown);
  });
});
