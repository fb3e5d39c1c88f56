import { expect, it } from 'vitest';
import type { Job } from './job.ts';
import { doneFlags, jobAt, jobTable } from './job-table.ts';

const SIZES = [3, 1, 2];
const jobs: Job[] = [0, 1, 2].flatMap((a) =>
  [0, 1].flatMap((c) =>
    [7, 4_294_967_295].flatMap((seed) =>
      [0, 25].map((from) => {
        const id = `${a}${c}${seed % 10}${from}`.padStart(32, '0');
        return { ...{ id, index: 0, cell: [a, 0, c], seed, from }, to: from + 25 };
      }),
    ),
  ),
);
const indexed = jobs.map((job, index) => ({ ...job, index }));

it('gives back each job, and which are done', () => {
  const table = jobTable(indexed, SIZES);
  expect(indexed.map((_, index) => jobAt(table, index, SIZES))).toEqual(indexed);
  expect(() => jobAt(table, indexed.length, SIZES)).toThrow(RangeError);
  const flags = doneFlags(table, new Set([indexed[1].id, indexed[9].id, 'f'.repeat(32)]));
  expect([...flags].flatMap((flag, index) => (flag ? [index] : []))).toEqual([1, 9]);
});

it('knows a study without axes', () => {
  const [job] = [{ ...indexed[0], cell: [] }];
  expect(jobAt(jobTable([job], []), 0, [])).toEqual(job);
});
