import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { jobsOf, studyHash } from './jobs.ts';
import { FolderLedger } from './ledger.node.ts';
import { madeUpResult, tinyStudy } from './testing/tiny-study.ts';

const STUDY = tinyStudy();
const JOBS = jobsOf(STUDY, 3);
const [JOB, OTHER] = JOBS;
const RESULT = madeUpResult(STUDY, JOB);

let folder = '';
let strange: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  strange = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

function opened(study = studyHash(STUDY)): FolderLedger {
  return new FolderLedger(folder, { study, onStrange: (problem) => strange.push(problem) });
}

function put(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

test('what was written is done, and read as it was', async () => {
  const ledger = opened();
  expect((await ledger.done()).size).toBe(0);
  await ledger.write(RESULT);
  expect(readdirSync(folder)).toEqual([`${JOB.id}.json`]);
  expect([...(await opened().done())]).toEqual([JOB.id]);
  expect(await opened().read(JOB.id)).toEqual(RESULT);
  await ledger.write({ ...RESULT, milliseconds: 7 });
  expect((await ledger.read(JOB.id)).milliseconds).toBe(7);
});

test('a folder that is not there has nothing done, and is made by the first result', async () => {
  const ledger = new FolderLedger(join(folder, 'new'), {
    study: studyHash(STUDY),
    onStrange: (problem) => strange.push(problem),
  });
  expect((await ledger.done()).size).toBe(0);
  await ledger.write(RESULT);
  expect((await ledger.done()).size).toBe(1);
});

test.each([
  ['torn', JSON.stringify(RESULT).slice(0, 90), /expected JSON|line 1/],
  ['empty', '', /line 1, column 1/],
  ['full of zeros', '\0'.repeat(50), /line 1, column 1/],
  ['of no result', '{"version":1}', /expected the result of a job/],
  [
    'of a measure that is none',
    JSON.stringify({ ...RESULT, observations: [{ ...RESULT.observations[0], values: { luck: 1 } }] }),
    /expected the result of a job/,
  ],
])('a file that is %s is told by its name, is not done, and written anew', async (_, text, words) => {
  put(`${JOB.id}.json`, text);
  const ledger = opened();
  expect((await ledger.done()).size).toBe(0);
  expect(strange).toHaveLength(1);
  expect(strange[0]).toContain(`${JOB.id}.json: `);
  expect(strange[0]).toMatch(words);
  await ledger.write(RESULT);
  expect((await ledger.done()).size).toBe(1);
});

test.each([
  [
    'of another study',
    JSON.stringify(madeUpResult(tinyStudy({ title: 'x' }), JOB)),
    'expected a result of study',
  ],
  [
    'of another job',
    JSON.stringify(madeUpResult(STUDY, OTHER)),
    `expected the result of job ${JOB.id}, found that of ${OTHER.id}`,
  ],
])('a whole result %s is refused by its name', async (_, text, words) => {
  put(`${JOB.id}.json`, text);
  await expect(opened().done()).rejects.toThrow(`${JOB.id}.json: ${words}`);
});

test('another file is told of and left alone, those of a study are not looked at', async () => {
  for (const name of ['study.json', 'plan.json', 'canary.json']) put(name, '{');
  put('notes.txt', 'mine');
  expect((await opened().done()).size).toBe(0);
  expect(strange).toHaveLength(1);
  expect(strange[0]).toContain('notes.txt');
  expect(existsSync(join(folder, 'notes.txt'))).toBe(true);
});

test('what a dead process left half written is taken away, what a living or a distant one writes is not', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const host = hostname().replaceAll(/[^\w-]/g, '-');
  const names = [
    `${JOB.id}.${host}.${pid}.part`,
    `${JOB.id}.${host}.${process.ppid}.part`,
    `${JOB.id}.elsewhere-1.${pid}.part`,
  ];
  for (const name of names) put(name, 'half');
  expect((await opened().done()).size).toBe(0);
  expect(names.map((name) => existsSync(join(folder, name)))).toEqual([false, true, true]);
  expect(strange).toEqual([]);
});

test('a result that is not there is told of', async () => {
  await expect(opened().read(JOB.id)).rejects.toThrow(`${JOB.id}.json: expected a result, found no file`);
});
