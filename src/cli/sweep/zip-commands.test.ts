import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { JobResult, Observation } from '../../studies/sweep/job.ts';
import { jobsOf, studyHash } from '../../studies/sweep/jobs.ts';
import { resultText } from '../../studies/sweep/read-zips.ts';
import { readSweepZip, writeSweepZips } from '../../studies/sweep/sweep-zip.ts';
import { smallStudy } from '../../studies/sweep/testing/small-study.ts';
import { exportCommand } from './export-command.ts';
import { importCommand } from './import-command.ts';

const study = smallStudy({ seeds: 2, tokens: 1 });
const jobs = jobsOf(study, 1);
const HASH = studyHash(study);
const ADAPTER = { vendor: 'none', architecture: 'cpu', device: '', description: 'a CPU', software: true };

const FOUND: readonly Observation[] = [
  ...['alone', 'company'].map((arm) => ({
    ...{ unit: 'probe', kind: null, arm, against: null },
    values: { length: 1 },
  })),
  { unit: 'probe', kind: null, arm: 'alone', against: 'company', values: { bits: 0 } },
];

function resultAt(index: number, changes: Partial<JobResult> = {}): JobResult {
  return {
    ...{ version: 1, study: HASH, job: jobs[index], observations: FOUND, milliseconds: 5 },
    provenance: { engine: 'cpu', adapter: ADAPTER, models: [], rules: [], canary: 'c' },
    fingerprint: String(index).repeat(64),
    ...changes,
  };
}
const canaries = (canary: string) =>
  JSON.stringify({ version: 1, study: HASH, canaries: [{ engine: 'cpu', adapter: ADAPTER, canary }] });
const zipOf = (results: readonly JobResult[], canary = 'c', text = JSON.stringify(study)) =>
  writeSweepZips({
    ...{ study: text, canary: canaries(canary) },
    results: new Map(results.map((result) => [result.job.id, resultText(result)])),
  })[0];

let folder: string;
const at = (name: string) => join(folder, name);
const zipFile = async (name: string, zip: Uint8Array) => {
  await writeFile(at(name), zip);
  return at(name);
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'batchmates-zips-'));
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

it('makes a folder of zips, adds to it, and writes it back as it came', async () => {
  const [first, second] = [zipOf([resultAt(0), resultAt(2)]), zipOf([resultAt(2), resultAt(3)])];
  expect(await importCommand([at('study'), await zipFile('a.zip', first)])).toBe(0);
  const results = async () =>
    (await readdir(at('study'))).filter((name) => /^[0-9a-f]{32}\.json$/.test(name));
  expect((await results()).toSorted()).toEqual([0, 2].map((index) => `${jobs[index].id}.json`).toSorted());
  await importCommand([at('study'), await zipFile('b.zip', second)]);
  expect(await results()).toHaveLength(3);
  expect(await exportCommand([at('study'), at('back.zip')])).toBe(0);
  const back = readSweepZip(new Uint8Array(await readFile(at('back.zip'))));
  expect(JSON.parse(back.study)).toEqual(study);
  expect(JSON.parse(back.canary!)).toEqual(JSON.parse(canaries('c')));
  const expected = [0, 2, 3].map((index) => [jobs[index].id, resultText(resultAt(index))] as const);
  expect(back.results).toEqual(new Map(expected.toSorted(([a], [b]) => (a < b ? -1 : 1))));
});

it.each<[string, () => Uint8Array, RegExp]>([
  [
    'a result that differs from the one that is there',
    () => zipOf([resultAt(0, { fingerprint: 'f'.repeat(64) })]),
    /differ in their bits/,
  ],
  [
    'results of another device',
    () => zipOf([resultAt(1, { provenance: { ...resultAt(1).provenance, canary: 'd' } })], 'd'),
    /differ in canary/,
  ],
  ['a canary of another device', () => zipOf([], 'd'), /the canary is not the study's/],
  [
    'another study',
    () =>
      writeSweepZips({
        study: JSON.stringify({ ...study, title: 'Another' }),
        canary: null,
        results: new Map(),
      })[0],
    /expected this study/,
  ],
  [
    'a job that the study has not',
    () => zipOf([resultAt(0, { job: { ...jobs[0], id: 'f'.repeat(32) } })]),
    /expected a job of the study/,
  ],
  ['what is no zip', () => new TextEncoder().encode('{}'), /^zip: expected a whole zip/],
])('refuses %s, and writes nothing', async (_, zip, problem) => {
  await importCommand([at('study'), await zipFile('a.zip', zipOf([resultAt(0)]))]);
  const contents = async () =>
    await Promise.all(
      (await readdir(at('study'))).map(async (name) => [
        name,
        await readFile(join(at('study'), name), 'utf8'),
      ]),
    );
  const before = await contents();
  await expect(importCommand([at('study'), await zipFile('b.zip', zip())])).rejects.toThrow(problem);
  expect(await contents()).toEqual(before);
});

it('says what it needs', async () => {
  await expect(importCommand([at('study')])).rejects.toThrow('a zip of its results');
  await importCommand([at('study'), await zipFile('a.zip', zipOf([resultAt(0)]))]);
  await expect(exportCommand([at('study'), at('back.tar')])).rejects.toThrow('ends in .zip');
});

it('refuses observations that no job of the study makes, and writes nothing', async () => {
  await importCommand([at('study'), await zipFile('first.zip', zipOf([resultAt(0)]))]);
  const before = await readdir(at('study'));
  const values = { length: 'long' as unknown as number };
  const [bits, kinds] = [{ bits: 2 }, values].map((changed) => [
    FOUND[0],
    FOUND[1],
    { ...FOUND[2], values: changed },
  ]);
  await expect(
    importCommand([at('study'), await zipFile('bits.zip', zipOf([resultAt(1, { observations: bits })]))]),
  ).rejects.toThrow(
    `${jobs[1].id}.json: observations[2].values.bits: expected 0 or 1, found 2 (unit "probe" in arm "alone" against "company")`,
  );
  await expect(
    importCommand([at('study'), await zipFile('kinds.zip', zipOf([resultAt(1, { observations: kinds })]))]),
  ).rejects.toThrow(
    `${jobs[1].id}.json: expected the result of a job, found at observations[2].values.length`,
  );
  expect(await readdir(at('study'))).toEqual(before);
});
