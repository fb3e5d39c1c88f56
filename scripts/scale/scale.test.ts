import { readFileSync } from 'node:fs';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { expect, test } from 'vitest';
import { experimentsOf, unitsOf } from '../../src/studies/sweep/experiment-of.ts';
import { jobsOf, studyHash } from '../../src/studies/sweep/jobs.ts';
import { parseJobResult } from '../../src/studies/sweep/read-result.ts';
import { parseTasks } from '../../src/studies/tasks/task-file.ts';
import { deviceHours, estimateOf, stepsOfJob } from './estimate.ts';
import { INPUTS } from './inputs.ts';
import { JOBS_A_SEED, studyOf, syntheticResults } from './synthetic.ts';
import { scaleTables } from './tables.ts';
import { withTables } from './with-tables.ts';

const study = studyOf(1);
const tasks = parseTasks(JSON.parse(readFileSync('public/models/nano/tasks.json', 'utf8')), 'tasks.json');
const units = unitsOf(study, tasks);
const jobs = jobsOf(study, units.length);

test('the tables of docs/scale.md are those of the inputs', () => {
  const text = readFileSync('docs/scale.md', 'utf8');
  expect(withTables(text, scaleTables(INPUTS))).toBe(text);
});

test('what is said of study 1 is what it plans', () => {
  const { jobsASeed, answersAJob, batches } = INPUTS.study;
  expect(jobs).toHaveLength(jobsASeed);
  expect(jobsASeed).toBe(JOBS_A_SEED);
  expect(jobs.every(({ from, to }) => to - from === answersAJob)).toBe(true);
  const noise = study.axes.findIndex(({ name }) => name === 'noise');
  const found = study.axes[noise].values.map((_, level) => {
    const runs = experimentsOf(study, jobs.find(({ cell }) => cell[noise] === level)!, units);
    return { ofBlock: runs.length, measured: runs[0].units.length };
  });
  expect(found).toEqual(batches);
});

test('answers are as long as its results have them', async () => {
  const bytes = readFileSync('studies/results/noise-precision-speculation.parquet');
  const file = new Uint8Array(bytes).buffer;
  const rows = (await parquetReadObjects({ file, compressors, columns: ['length'] })) as { length: bigint }[];
  const lengths = rows.map(({ length }) => Number(length)).toSorted((a, b) => a - b);
  const share = (rank: number) => rank / lengths.length;
  const longest = [1, 2, 3, 4, 5].map((of) =>
    lengths.reduce((sum, length, rank) => sum + length * (share(rank + 1) ** of - share(rank) ** of), 0),
  );
  for (const [place, mean] of longest.entries()) expect(INPUTS.study.longest[place]).toBeCloseTo(mean, 1);
});

test('results that are made up are what a job’s file may hold, and as large as is said', () => {
  const hash = studyHash(study);
  const resultOf = syntheticResults({ study, hash, tasks });
  const sizes = jobs.map((job) => {
    const text = JSON.stringify(resultOf(job));
    expect(parseJobResult(JSON.parse(text), 'synthetic').job).toEqual(job);
    return text.length;
  });
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  expect(mean / INPUTS.folder.resultBytes).toBeCloseTo(1, 1);
});

test('steps and hours', () => {
  const facts = {
    ...INPUTS.study,
    batches: [
      { ofBlock: 10, measured: 2 },
      { ofBlock: 50, measured: 1 },
    ],
    longest: [10, 20],
  };
  expect(stepsOfJob(facts)).toBe((10 * 20 + 50 * 10) / 2);
  const estimate = estimateOf(1000, { ...INPUTS, study: facts });
  expect(estimate).toMatchObject({
    answers: 50_000,
    seeds: 1,
    steps: 350_000,
    tokens: 500_000,
    batchTokens: 1_750_000,
  });
  expect(deviceHours(estimate, 36)).toBeCloseTo(3.5);
});

test('a table that has no place, and a place without a table, are told of', () => {
  expect(() => withTables('', { sizes: [] })).toThrow('no place for table sizes');
  expect(() => withTables('<!-- scale other -->\n<!-- /scale -->', {})).toThrow('no table other');
});
