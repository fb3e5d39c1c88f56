import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, test } from 'vitest';
import type { TableSummary } from './column-summary.ts';
import { MOST_COLUMNS, MOST_RECORD_BYTES } from './table-source.ts';
import { fileOf, tableOf, windowsOf } from './testing/tables.ts';

const column = (table: TableSummary, name: string) => table.columns.find((each) => each.name === name)!;
const forms = (table: TableSummary, name: string) => Object.fromEntries(column(table, name).forms);
const values = (table: TableSummary, name: string) => [...column(table, name).numbers!.sample.values];

test('a CSV: names, quotes, line ends within cells, nulls, the same however it is cut into pieces', async () => {
  const text = 'a,b,c\n1,"x, ""y""\nz",2.50\n,"",NaN\n3,x,-1e3\n';
  const whole = await tableOf('t.csv', text);
  expect(whole.rows).toBe(3);
  expect(values(whole, 'a')).toEqual([1, 3]);
  expect(values(whole, 'c')).toEqual([-1000, 2.5]);
  expect(forms(whole, 'a')).toEqual({ integer: 2, missing: 1 });
  expect([...column(whole, 'b').examples.get('text')!]).toEqual(['x, "y"\nz', 'x']);
  const untimed = ({ columns }: TableSummary) =>
    columns.map(({ castingMs: _, nanosecondsACell: __, ...rest }) => rest);
  for (const line of ['\r\n', '\r'])
    expect(untimed(await tableOf('t.csv', text.replaceAll('\n', line)))).toEqual(untimed(whole));
  const bytes = new TextEncoder().encode(text);
  expect(untimed(await tableOf('t.csv', ...Array.from(bytes, (byte) => Uint8Array.of(byte))))).toEqual(
    untimed(whole),
  );
});

test.each([
  [';', 'a;b\n1,5;2\n'],
  ['tab', 'a\tb\n1,5\t2\n'],
  ['bar', 'a|b\n1,5|2\n'],
])('cells parted by %s', async (_, text) => {
  expect((await tableOf('t.csv', text)).columns.map(({ name }) => name)).toEqual(['a', 'b']);
});

test('names that are empty, twice or JavaScript’s own are columns like others', async () => {
  const table = await tableOf('t.csv', '__proto__,a,a,,constructor\n1,2,3,4,5\n');
  expect(table.columns.map(({ name }) => name)).toEqual([
    '__proto__',
    'a',
    'a (2)',
    'column 4',
    'constructor',
  ]);
  expect(values(table, '__proto__')).toEqual([1]);
  expect(table.notes).toHaveLength(2);
  const lines = await tableOf('t.jsonl', '{"__proto__": 1, "a": {"__proto__": 2}}\n');
  expect(lines.columns.map(({ name }) => name)).toEqual(['__proto__', 'a.__proto__']);
});

const utf16 = (text: string) =>
  Uint8Array.from([0xff, 0xfe, ...new Uint8Array(Uint16Array.from(text, (c) => c.charCodeAt(0)).buffer)]);

test('byte order marks: UTF-8’s is no part of a name, UTF-16 is read and told', async () => {
  expect((await tableOf('t.csv', '\ufeffa,b\n1,2\n')).columns[0].name).toBe('a');
  const wide = await tableOf('t.csv', utf16('a,b\n1,é\n'));
  expect([...column(wide, 'b').examples.get('text')!]).toEqual(['é']);
  expect(wide.notes[0]).toContain('UTF-16LE');
});

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

test('a long field name or cell is no danger, and is cut where it is shown', async () => {
  const cell = '"'.concat('y'.repeat(500_000), '"');
  const table = await tableOf('t.csv', `a\n${cell}\n${cell}\n`);
  expect(column(table, 'a').examples.get('text')![0].length).toBeLessThan(100);
  const { categories } = column(table, 'a');
  expect(categories.kind === 'values' && [...categories.counts.keys()][0].length).toBeLessThan(150);
});

test('JSON Lines: fields of objects within, types of their own, lists by their length', async () => {
  const table = await tableOf(
    't.jsonl',
    '{"a": 1, "u": {"t": 2.5}, "l": [1, 2]}\n{"a": "1", "u": {"t": null}, "l": []}\n',
  );
  expect(forms(table, 'a')).toEqual({ integer: 1, 'integer as text': 1 });
  expect(forms(table, 'u.t')).toEqual({ float: 1, missing: 1 });
  expect(values(table, 'l')).toEqual([0, 2]);
});

test('what lab load --jsonl writes: its requests, of one arm', async () => {
  const request = {
    type: 'request',
    id: 'r',
    role: 'noise',
    tier: 0,
    promptTokens: 9,
    arrived: 5,
    admitted: 6,
    tokenTimes: [10, 14],
    tokens: [1, 2],
    ended: 14,
    outcome: { kind: 'done' },
    cached: 0,
    evicted: 0,
    preempted: 0,
    swapped: 0,
  };
  const lines = [
    { type: 'run', version: 1, experiment: 'x' },
    { type: 'arm', arm: 'a' },
    { ...request, arm: 'a' },
    { ...request, arm: 'b', tokenTimes: [11, 14] },
  ];
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  expect(values(await tableOf('run.jsonl', text), 'ttft')).toEqual([5, 6]);
  const [one] = await windowsOf(fileOf('run.jsonl', text), { kind: 'none' }, 'b');
  expect(values(one, 'ttft')).toEqual([6]);
  expect(values(one, 'tpot')).toEqual([3]);
  const whole = JSON.stringify({ arms: [{ name: 'a', requests: [{ ...request, done: 14 }] }] }, null, 2);
  expect(values(await tableOf('run.json', whole), 'e2el')).toEqual([9]);
});

const parquet = new Uint8Array(
  parquetWriteBuffer({
    columnData: [
      { name: 'n', type: 'INT64', data: Array.from({ length: 300 }, (_, i) => BigInt(i)) },
      {
        name: 'x',
        type: 'DOUBLE',
        data: Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? null : i / 8)),
      },
      { name: 's', type: 'STRING', data: Array.from({ length: 300 }, (_, i) => `s${i % 4}`) },
    ],
    rowGroupSize: 100,
  }),
);

test('Parquet, one row group after another', async () => {
  const [before, after] = await windowsOf(fileOf('t.parquet', parquet), {
    kind: 'column',
    column: 'n',
    from: '150',
  });
  expect([before.rows, after.rows]).toEqual([150, 150]);
  expect(values(before, 'n')).toEqual(Array.from({ length: 150 }, (_, i) => i));
  expect(forms(after, 'x')).toEqual({ missing: 50, float: expect.any(Number), integer: expect.any(Number) });
  expect(column(after, 's').categories.kind === 'values' && column(after, 's').categories.counts).toEqual(
    new Map([
      ['s2', 38],
      ['s3', 38],
      ['s0', 37],
      ['s1', 37],
    ]),
  );
});

test.each([
  ['its end is gone', parquet.slice(0, -20)],
  [
    'its footer is another',
    Uint8Array.from(parquet, (byte, i) => (i > parquet.length - 60 && i < parquet.length - 8 ? 0xff : byte)),
  ],
  ['its pages are others', Uint8Array.from(parquet, (byte, i) => (i > 4 && i < 400 ? 0xff : byte))],
])('refuses Parquet of which %s', async (_, bytes) => {
  await expect(tableOf('t.parquet', bytes)).rejects.toThrow(
    /^t\.parquet, (?:footer|row group 1.*): the Parquet file is damaged/,
  );
});

test('one file as windows: by rows, and at a value that is a number, a time or a text', async () => {
  const text = `n,t,s\n${Array.from({ length: 10 }, (_, i) => `${i},2026-01-${10 + i}T00:00:00Z,${'abcdefghij'[i]}`).join('\n')}`;
  const names = (await windowsOf(fileOf('t.csv', text), { kind: 'rows', rows: 4 })).map(({ name, rows }) => [
    name,
    rows,
  ]);
  expect(names).toEqual([
    ['t.csv: rows 1 to 4', 4],
    ['t.csv: rows 5 to 8', 4],
    ['t.csv: rows from 9 on', 2],
  ]);
  for (const [at, from] of [
    ['n', '3'],
    ['t', '2026-01-13'],
    ['s', 'd'],
  ])
    expect((await windowsOf(fileOf('t.csv', text), { kind: 'column', column: at, from }))[0].rows, at).toBe(
      3,
    );
  await expect(windowsOf(fileOf('t.csv', text), { kind: 'column', column: 'x', from: '3' })).rejects.toThrow(
    'a column “x”',
  );
  await expect(windowsOf(fileOf('t.csv', text), { kind: 'column', column: 'n', from: '-3' })).rejects.toThrow(
    'expected rows',
  );
});
