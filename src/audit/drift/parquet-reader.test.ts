import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, test } from 'vitest';
import type { TableSummary } from './column-summary.ts';
import { fileOf, tableOf, windowsOf } from './testing/tables.ts';

const column = (table: TableSummary, name: string) => table.columns.find((each) => each.name === name)!;
const forms = (table: TableSummary, name: string) => Object.fromEntries(column(table, name).forms);
const values = (table: TableSummary, name: string) => [...column(table, name).numbers!.sample.values];

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
