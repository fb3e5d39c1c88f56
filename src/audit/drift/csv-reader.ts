import Papa from 'papaparse';
import { ImportError } from '../../imports/import-error.ts';
import {
  atLine,
  checkColumns,
  MOST_RECORD_BYTES,
  type TableBatch,
  type TableReader,
  type TableSource,
} from './table-source.ts';
import { lineEnds, textBlocks } from './text-blocks.ts';

const DELIMITERS = [',', ';', '\t', '|'] as const;

/**
 * A CSV file (RFC 4180) with a line of column names, parted by commas, semicolons, tabs or bars, whichever that line has most of. Reading throws
 * ImportError at the line that has another number of cells, or quotes that do not close.
 */
export function csvReader(source: TableSource): TableReader {
  const notes: string[] = [];
  return { typed: false, notes, batches: () => batchesOf(source, notes) };
}

async function* batchesOf(source: TableSource, notes: string[]): AsyncGenerator<TableBatch> {
  const { name } = source;
  let parser: Papa.Parser | null = null;
  let names: readonly string[] | null = null;
  // What begins a record that no block has ended yet, and the line at which it begins.
  let rest = '';
  let line = 1;
  for await (const { text, done } of textBlocks(source, (words) => notes.push(words))) {
    parser ??= parserFor(text);
    const input = rest + text;
    const { data, errors, meta } = parser.parse(input, 0, true) as Papa.ParseResult<string[]>;
    if (errors.length > 0) throw badQuotes(name, input, line, errors[0].index ?? 0);
    let first = line;
    if (!names && data.length > 0) {
      const heading = data.shift()!;
      names = columnNames(name, heading, notes);
      first += 1 + lineEnds(heading.join());
    }
    if (names) checkRows(name, data, names.length, first);
    line += lineEnds(input.slice(0, meta.cursor));
    rest = input.slice(meta.cursor);
    if (rest.length > MOST_RECORD_BYTES)
      throw atLine(
        name,
        line,
        `expected a record of at most ${MOST_RECORD_BYTES} bytes, found a longer one: a quote that opens in it may not be closed`,
      );
    if (names && data.length > 0) yield batchOf(names, data, done);
  }
  if (rest !== '') throw openQuote(name, parser!, rest, line);
  if (!names) throw new ImportError(name, 'expected a line of column names, found nothing');
}

function batchOf(names: readonly string[], rows: readonly string[][], done: number): TableBatch {
  const places = new Map(names.map((each, at) => [each, at]));
  return {
    ...{ rows: rows.length, names, done },
    cells: (each) => {
      const at = places.get(each)!;
      return rows.map((row) => row[at]);
    },
  };
}

function parserFor(text: string): Papa.Parser {
  const head = text.slice(0, text.indexOf('\n')).replaceAll(/"(?:[^"]|"")*"/g, '');
  const counts = DELIMITERS.map((each) => head.split(each).length);
  const delimiter = DELIMITERS[counts.indexOf(Math.max(...counts))];
  return new Papa.Parser({ delimiter, newline: '\n', quoteChar: '"' });
}

/** Empty names get their place, names that are there already a number. */
function columnNames(file: string, cells: readonly string[], notes: string[]): string[] {
  checkColumns(`${file}, line 1`, cells.length);
  if (cells.every((cell) => cell.trim() !== '' && Number.isFinite(Number(cell))))
    throw atLine(file, 1, 'expected a line of column names, found numbers alone');
  const taken = new Set<string>();
  return cells.map((cell, at) => {
    const wanted = cell.trim() === '' ? `column ${at + 1}` : cell.trim();
    let given = wanted;
    for (let copy = 2; taken.has(given); copy++) given = `${wanted} (${copy})`;
    if (given !== cell.trim()) notes.push(`Column ${at + 1} of ${file} is called “${given}” here.`);
    taken.add(given);
    return given;
  });
}

/** Takes empty lines out, unless a table has one column, where they are cells. */
function checkRows(name: string, rows: string[][], columns: number, first: number): void {
  let kept = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (row.length !== columns) {
      if (row.length === 1 && row[0] === '') continue;
      throw atLine(
        name,
        lineOf(rows, i, first, kept),
        `expected ${columns} cells, as line 1 has names, found ${row.length}`,
      );
    }
    rows[kept++] = row;
  }
  rows.length = kept;
}

/** Of row i, of which `kept` of those before it are moved to the front: each is a line, and so is each line end within its cells. */
function lineOf(rows: readonly string[][], i: number, first: number, kept: number): number {
  const within = rows.slice(0, kept).flat();
  return first + i + within.reduce((sum, cell) => sum + lineEnds(cell), 0);
}

function badQuotes(name: string, input: string, line: number, index: number): ImportError {
  const at = line + lineEnds(input.slice(0, index));
  return atLine(name, at, 'expected a closing quote before the cell’s end, found text behind it');
}

/** The last record of a file, of which a quote is open. */
function openQuote(name: string, parser: Papa.Parser, rest: string, line: number): ImportError {
  const { data, errors } = parser.parse(rest, 0, false) as Papa.ParseResult<string[]>;
  const at = line + lineEnds(rest.slice(0, errors[0]?.index ?? 0));
  return atLine(
    name,
    at,
    `expected a quote that closes cell ${data.at(-1)?.length ?? 1}, found the end of the file`,
  );
}
