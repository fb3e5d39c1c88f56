import { escapedUnit, visible } from '../experiment/visible.ts';

export type Cell = string | number | boolean | null | undefined;

/** Lines of cells (RFC 4180) in which nothing is hidden and nothing is calculated by a spreadsheet. */
export function csvText(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

/**
 * Where a spreadsheet would calculate what follows: at the start of a cell, and behind what it may part cells by elsewhere. Quotes do
 * not hide a formula there: parted by semicolons, the quote in front stands in the midst of another cell and is no quote.
 */
const CELL_START = /(^\s*|[,;:|\t]["'\s]*)([=+\-@\uff1d\uff0b\uff0d\uff20])/g;
const HIDDEN = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu;

/** A token as a JSON string, its spaces as they are; what is hidden or could be calculated is written as JSON's escapes. */
export function quotedText(text: string): string {
  return JSON.stringify(text)
    .replaceAll(HIDDEN, escapes)
    .replaceAll(CELL_START, (_, before: string, first: string) => before + escapes(first));
}

function escapes(text: string): string {
  return text.split('').map(escapedUnit).join('');
}

/** Names are the sender's to choose. Numbers stand as they are, every text in quotes. */
export function csvCell(value: Cell): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value !== 'string') return String(value);
  return `"${visible(value).replaceAll(CELL_START, "$1'$2").replaceAll('"', '""')}"`;
}
