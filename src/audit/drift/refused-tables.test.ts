import { expect, test } from 'vitest';
import { MOST_COLUMNS, MOST_RECORD_BYTES } from './table-source.ts';
import { tableOf, utf16 } from './testing/tables.ts';

const long = 'x'.repeat(MOST_RECORD_BYTES);
const latin1 = Uint8Array.from('é', (c) => c.charCodeAt(0));

test.each<readonly [string, string, readonly (string | Uint8Array)[], string]>([
  [
    'a quote that never closes',
    't.csv',
    ['a,b\n1,2\n3,"4\n5,6\n'],
    't.csv, line 3: expected a quote that closes cell 2, found the end of the file',
  ],
  ['text behind a quote', 't.csv', ['a,b\n1,2\n3,"4"5\n'], 't.csv, line 3: expected a closing quote'],
  [
    'a quote that takes in too much',
    't.csv',
    ['a,b\n1,2\n3,"4\n', ...Array.from({ length: 9 }, () => `${'y'.repeat(200_000)}\n`)],
    't.csv, line 3: expected a record of at most',
  ],
  [
    'too few cells',
    't.csv',
    ['a,b\n1,2\n\n3,"4\n\n5"\n6\n'],
    't.csv, line 7: expected 2 cells, as line 1 has names, found 1',
  ],
  [
    'too many cells',
    't.csv',
    ['a,b\n1,2,3\n'],
    't.csv, line 2: expected 2 cells, as line 1 has names, found 3',
  ],
  [
    'bytes that are no UTF-8',
    't.csv',
    ['a,b\n1,2\nx,ab', latin1, '\n'],
    't.csv, line 3: expected UTF-8, found the byte 0xe9 at byte 5 of the line',
  ],
  [
    'a structure of too many levels',
    't.jsonl',
    [`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}\n`],
    't.jsonl, column a: expected a structure of fewer levels',
  ],
  [
    'a line under load without what a request has',
    't.jsonl',
    ['{"type":"run","experiment":"x"}\n{"type":"request","arm":"a"}\n'],
    "t.jsonl, line 2: id: expected a request's text",
  ],
  [
    'a run under load with an arm that is none',
    't.json',
    ['{"arms":[null]}'],
    't.json, arms[0]: expected an arm with a name and its requests',
  ],
  [
    'a run under load with a request that is none',
    't.json',
    ['{"arms":[{"name":"a","requests":[null]}]}'],
    "t.json, arms[0].requests[0]: id: expected a request's text",
  ],
  ['a NUL byte', 't.csv', ['a,b\n1,2\n3,\0\n'], 't.csv, line 3: expected text, found a NUL byte'],
  [
    'UTF-16 without its mark',
    't.csv',
    [utf16('a,b\n1,2\n').slice(2)],
    't.csv, line 1: expected text, found a NUL byte',
  ],
  ['half a UTF-16 pair', 't.csv', [utf16('a,b\n1,\ud83d\n3,4\n')], 'expected UTF-16LE'],
  [
    'a line that is too long',
    't.csv',
    ['a,b\n1,2\n', ...Array.from({ length: 4 }, () => long)],
    't.csv, line 3: expected lines of at most 1048576 bytes',
  ],
  [
    'a line too long before there are names',
    't.csv',
    [long, long, long],
    't.csv, line 1: expected lines of at most',
  ],
  [
    'too many columns',
    't.csv',
    [`${'a,'.repeat(400_000)}a\n`],
    `t.csv, line 1: expected at most ${MOST_COLUMNS} columns, found 400001`,
  ],
  [
    'a header of numbers',
    't.csv',
    ['1,2\n3,4\n'],
    't.csv, line 1: expected a line of column names, found numbers alone',
  ],
  ['no rows', 't.csv', ['a,b\n'], 't.csv: expected rows, found none'],
  ['nothing', 't.csv', [''], 't.csv: expected a table, found an empty file'],
  [
    'a line that is no object',
    't.jsonl',
    ['{"a": 1}\n\n[1]\n'],
    't.jsonl, line 3: expected a JSON object, found a list',
  ],
  [
    'a line that is no JSON',
    't.jsonl',
    ['{"a": 1}\n{"a": \n'],
    't.jsonl, line 2: expected a JSON object, found "{\\"a\\": "',
  ],
  [
    'too many fields',
    't.jsonl',
    [`{${Array.from({ length: MOST_COLUMNS + 1 }, (_, i) => `"f${i}": 1`).join()}}\n`],
    `t.jsonl, from line 1 on: expected at most ${MOST_COLUMNS} columns`,
  ],
  ['a list', 't.json', ['[{"a": 1}]'], 't.json: expected JSON Lines, an object a line, found a list'],
  [
    'gzip',
    't.csv',
    [Uint8Array.of(0x1f, 0x8b, 8, 0)],
    't.csv: expected a table as it is, found one that is packed by gzip',
  ],
  ['no Parquet', 't.parquet', ['a,b\n'], 't.parquet: expected a Parquet file'],
])('refuses %s where it is', async (_, name, pieces, message) => {
  await expect(tableOf(name, ...pieces)).rejects.toThrow(message);
});
