import { expect, test } from 'vitest';
import type { TableSummary } from './column-summary.ts';
import { fileOf, tableOf, utf16, windowsOf } from './testing/tables.ts';

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

test('byte order marks: UTF-8’s is no part of a name, UTF-16 is read and told', async () => {
  expect((await tableOf('t.csv', '\ufeffa,b\n1,2\n')).columns[0].name).toBe('a');
  const wide = await tableOf('t.csv', utf16('a,b\n1,é\n'));
  expect([...column(wide, 'b').examples.get('text')!]).toEqual(['é']);
  expect(wide.notes[0]).toContain('UTF-16LE');
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
