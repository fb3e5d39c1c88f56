import { visible } from '../experiment/visible.ts';
import { grouped } from '../numerics/grouped.ts';
import { trueMinus } from '../numerics/true-minus.ts';

export { grouped };

/** Columns that a report may take. */
export const REPORT_COLUMNS = 110;

const COMBINING = /^\p{M}$/u;
/** East Asian wide characters and emoji, which terminals draw two columns wide. */
const WIDE =
  /^(?:[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation})$/u;

/** Columns that visible text takes in a terminal. */
export function columns(text: string): number {
  let count = 0;
  for (const character of text) count += COMBINING.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return count;
}

/** Cuts visible text into lines of at most `width` columns, anywhere. */
export function cut(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let taken = 0;
  for (const character of text) {
    const own = columns(character);
    if (taken + own > width) {
      lines.push(line);
      [line, taken] = ['', 0];
    }
    line += character;
    taken += own;
  }
  return line === '' ? lines : [...lines, line];
}

/** The first `width` columns, the last of them an ellipsis where text was left out. */
export function shorten(text: string, width: number): string {
  return columns(text) <= width ? text : `${cut(text, width - 1)[0]}…`;
}

/** Breaks a paragraph between words into visible report lines, the second and later ones indented. */
export function paragraph(text: string, indent = ''): string[] {
  const width = REPORT_COLUMNS - 2 - indent.length;
  const lines: string[] = [];
  let line = '';
  for (const word of visible(text)
    .split(' ')
    .flatMap((part) => (part === '' ? [''] : cut(part, width)))) {
    if (line !== '' && columns(line) + 1 + columns(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each, index) => (index === 0 ? indent + each : `${indent}  ${each}`));
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - columns(text))) + text;
}

/** Rows of cells as lines, each column as wide as it needs: those at `left` to the left, figures to the right. */
export function aligned(rows: readonly (readonly string[])[], left: readonly number[] = [0]): string[] {
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => columns(row[at]))));
  return rows.map((row) =>
    row.map((cell, at) => (left.includes(at) ? padEnd : padStart)(cell, widths[at])).join('  '),
  );
}

/** A measurement to four digits, in exponent form where it is small or large. */
export function measured(value: number): string {
  const size = Math.abs(value);
  const exponent = size !== 0 && (size < 1e-3 || size >= 1e6);
  return trueMinus(exponent ? value.toExponential(2) : String(Number(value.toPrecision(4))));
}

/** An f32 as its shortest decimal that names it: nine digits. */
export function value32(value: number): string {
  return String(Number(value.toPrecision(9)));
}

/** `1 token`, `1,024 tokens`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** `a, b and c` */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

/** A token in a sentence or a table cell: on one line, in quotes. */
export function quoted(text: string): string {
  return `'${visible(text)}'`;
}

export function capital(words: string): string {
  return words[0].toUpperCase() + words.slice(1);
}
