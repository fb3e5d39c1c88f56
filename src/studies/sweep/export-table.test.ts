import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import { studyCsv } from './export-csv.ts';
import { studyParquet } from './export-parquet.ts';
import { observationTable } from './export-table.ts';
import type { MergedStudy } from './job.ts';
import { madeUpMerged } from './testing/made-up-merged.ts';
import { MADE_UP_STUDY } from './testing/made-up-outcome.ts';

const merged = madeUpMerged();
const count = merged.jobs.flatMap(({ observations }) => observations).length;

it('has a row an observation and a column an axis, a measure and each thing that was seen', () => {
  const columns = observationTable(MADE_UP_STUDY, merged);
  expect(columns.map(({ name }) => name)).toEqual([
    'job',
    'axis:noise-share',
    'axis:precision',
    'seed',
    'unit',
    'kind',
    'arm',
    'against',
    'pass',
    'length',
    'tokensToFork',
    'censored',
    'completion',
    'engine',
    'adapter',
  ]);
  expect(columns.every(({ values }) => values.length === count)).toBe(true);
  const of = (name: string): readonly unknown[] => columns.find((column) => column.name === name)!.values;
  expect(new Set(of('axis:noise-share'))).toEqual(new Set(['0 %', '50 %', '100 %']));
  // Told of pairs alone.
  expect(of('censored').filter((value) => value === null)).toHaveLength((count / 3) * 2);
  expect(new Set(of('censored'))).toEqual(new Set([null, true, false]));
});

it('writes comma-separated lines with their values as they are', () => {
  const lines = studyCsv(MADE_UP_STUDY, merged).split('\r\n');
  expect(lines).toHaveLength(count + 2);
  const [first] = merged.jobs;
  const [seen] = first.observations;
  expect(lines[1]).toBe(
    `"${first.id}","0 %","f32",1,"addition-1","addition","variant",,${seen.values.pass},${seen.values.length},,,"${seen.completion}","cpu","a made-up processor"`,
  );
});

it('lets no name become a formula', () => {
  const named = {
    ...merged,
    jobs: merged.jobs.map((job) => ({
      ...job,
      observations: job.observations.map((seen) => ({ ...seen, arm: '=HYPERLINK("x")' })),
    })),
  };
  expect(studyCsv(MADE_UP_STUDY, named)).toContain(`"'=HYPERLINK(""x"")"`);
});

it('reads back from Parquet as it was', async () => {
  const file = studyParquet(MADE_UP_STUDY, merged).buffer;
  const rows = await parquetReadObjects({ file });
  const columns = observationTable(MADE_UP_STUDY, merged);
  const expected = columns[0].values.map((_, row) =>
    Object.fromEntries(
      columns.map(({ name, kind, values }) => {
        const value = values[row];
        return [name, kind === 'whole' && value !== null ? BigInt(Number(value)) : value];
      }),
    ),
  );
  expect(rows.map((row) => ({ ...row }))).toEqual(expected);
});

it('says in the Parquet file what to run again', () => {
  const { key_value_metadata: pairs } = parquetMetadata(studyParquet(MADE_UP_STUDY, merged).buffer);
  const of = (name: string) => pairs!.find(({ key }) => key === name)!.value!;
  expect(JSON.parse(of('study'))).toEqual(JSON.parse(JSON.stringify(MADE_UP_STUDY)));
  expect(of('study_hash')).toBe(merged.study);
  expect(JSON.parse(of('strata'))).toEqual(merged.strata);
});

it('keeps seeds past 31 bits, doubles to the bit, and a study of no observations', async () => {
  const [first] = merged.jobs;
  const [seen] = first.observations;
  const values = { pass: null, length: 0.1 + 0.2 };
  const odd: MergedStudy = {
    ...merged,
    jobs: [{ ...first, seed: 2 ** 32 - 1, observations: [{ ...seen, kind: null, values }] }],
  };
  const [row] = await parquetReadObjects({ file: studyParquet(MADE_UP_STUDY, odd).buffer });
  expect(row).toMatchObject({ seed: 4_294_967_295n, length: 0.1 + 0.2, pass: null, kind: null });
  const none = studyParquet(MADE_UP_STUDY, { ...merged, jobs: [] });
  expect(await parquetReadObjects({ file: none.buffer })).toEqual([]);
});
