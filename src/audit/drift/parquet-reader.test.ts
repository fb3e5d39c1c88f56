import { parquetMetadata } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
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

/** The values of a column's first page, changed in their place. */
function withPage(file: ArrayBuffer, change: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(file.slice(0));
  const { meta_data: meta } = parquetMetadata(file).row_groups[0].columns[0];
  const reader = { view: new DataView(file), offset: Number(meta!.data_page_offset) };
  parquetHeader(reader);
  bytes.set(change, reader.offset);
  return bytes;
}

const uneven = (type: 'DOUBLE' | 'INT64' | 'STRING', encoding?: 'DELTA_BINARY_PACKED' | 'DELTA_BYTE_ARRAY') =>
  parquetWriteBuffer({
    codec: 'UNCOMPRESSED',
    columnData: [
      {
        ...{ name: 'x', type, nullable: encoding === undefined, ...(encoding && { encoding }) },
        data: Array.from({ length: 300 }, (_, i) =>
          type === 'STRING' ? `same ${i * i}` : type === 'INT64' ? BigInt(i * i) : i % 3 === 0 ? null : i / 8,
        ),
      },
    ],
  });

/** ULEB128 of 2^32 - 2 and 2^32 - 1. */
const [ENDLESS_RUN, ENDLESS_GROUPS] = [
  [0xfe, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
];

test.each([
  ['a run of 2^31 levels', uneven('DOUBLE'), [9, 0, 0, 0, ...ENDLESS_RUN, 1]],
  ['groups of 2^31 levels', uneven('DOUBLE'), [9, 0, 0, 0, ...ENDLESS_GROUPS, 1]],
  [
    'blocks of deltas in -1 parts',
    uneven('INT64', 'DELTA_BINARY_PACKED'),
    [0x80, 1, ...ENDLESS_GROUPS, 0, 0],
  ],
  ['texts in blocks of none', uneven('STRING', 'DELTA_BYTE_ARRAY'), [0, 0, 0, 0]],
])('refuses a page that announces %s before it is written out', async (_, file, change) => {
  const whole = await tableOf('t.parquet', new Uint8Array(file));
  expect(whole.rows).toBe(300);
  await expect(tableOf('t.parquet', withPage(file, change))).rejects.toThrow(
    /^t\.parquet, row group 1, column x: the Parquet file is damaged .*announced/,
  );
});

test('refuses a footer that announces lists beyond its bytes', async () => {
  const lists = [0x29, ...Array.from({ length: 30 }, () => [0xf9, 0xff, 0xff, 0xff, 0x0e]).flat()];
  const bytes = [...new TextEncoder().encode('PAR1'), ...lists, lists.length, 0, 0, 0];
  const file = Uint8Array.from([...bytes, ...new TextEncoder().encode('PAR1')]);
  await expect(tableOf('t.parquet', file)).rejects.toThrow(
    /^t\.parquet, footer: .*a list of \d+ is announced/,
  );
});
