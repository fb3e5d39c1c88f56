import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JobResult, MergedStudy as Merged } from '../../studies/sweep/job.ts';
import { StudyLedger } from '../sweep/study-ledger.ts';
import { sweepStudy } from '../sweep/testing/killed-sweep.ts';
import { captureStreams } from '../testing/written.ts';
import { sweep } from './sweep.ts';

const written = captureStreams();
const { signal } = new AbortController();
const FOLDER = mkdtempSync(join(tmpdir(), 'sweep-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const at = (...names: readonly string[]) => join(FOLDER, ...names);
const STUDY = at('study.json');
beforeAll(() => writeFileSync(STUDY, JSON.stringify(sweepStudy(1, 1))));

async function lab(...args: readonly string[]): Promise<string> {
  written.out = '';
  expect(await sweep.perform(args, signal)).toBe(0);
  return written.out;
}

async function refusal(...args: readonly string[]): Promise<string> {
  return await sweep.perform(args, signal).then(
    () => 'nothing',
    (error: Error) => error.message,
  );
}

const resultsIn = (name: string) => readdirSync(at(name)).filter((file) => /^[0-9a-f]{32}\.json$/.test(file));
const json = (...names: readonly string[]) => JSON.parse(readFileSync(at(...names), 'utf8'));

test('a study in two shards, one of them in two goes, is what it is in one', async () => {
  expect(await lab('plan', STUDY, '--out', at('one'))).toContain(
    '2 cells x 1 seed x 6 units of prompts: 12 jobs',
  );
  await lab('run', at('one'), '--engine', 'cpu');
  await lab('merge', at('one'), '--json', at('one.json'), '--no-rerun');
  for (const [name, shard] of [
    ['first', '1/2'],
    ['second', '2/2'],
  ]) {
    await lab('plan', STUDY, '--out', at(name));
    await lab('run', at(name), '--engine', 'cpu', '--shard', shard, '--limit', '4');
    expect(resultsIn(name)).toHaveLength(4);
  }
  expect(await refusal('merge', at('first'), at('second'), '--json', at('two.json'))).toMatch(
    /expected a result of each of 12 jobs, found none of 4: 8 /,
  );
  expect(await lab('run', at('first'), '--engine', 'cpu', '--shard', '1/2')).toContain(
    '2 jobs run, none is left here',
  );
  await lab('run', at('second'), '--engine', 'cpu', '--shard', '2/2');
  await lab('merge', at('second'), at('first'), '--json', at('two.json'), '--no-rerun');
  expect(readFileSync(at('two.json'), 'utf8')).toBe(readFileSync(at('one.json'), 'utf8'));
});

test('a merge runs jobs again, and a report is made of it, or of the folder', async () => {
  expect(await lab('merge', at('one'), '--json', at('again.json'))).toContain(
    '1 job run again: the same bits',
  );
  expect(json('again.json').reruns.jobs).toHaveLength(1);
  await lab('report', at('again.json'), '--out', at('report'));
  expect(readdirSync(at('report')).toSorted()).toEqual([
    'data.csv',
    'data.parquet',
    'inspect',
    'outcome.json',
    'report.md',
    'study.json',
  ]);
  expect(json('report', 'outcome.json').jobs).toMatchObject({
    planned: 12,
    done: 12,
    rerun: 1,
    differing: 0,
  });
  expect(readFileSync(at('report', 'data.csv'), 'utf8').trimEnd().split('\n').length).toBeGreaterThan(12);
  expect(await lab('report', at('one'))).toContain('# Killed');
});

test('a result whose bits are others is found by running it again', async () => {
  await lab('plan', STUDY, '--out', at('forged'));
  for (const name of resultsIn('one')) {
    const result: JobResult = json('one', name);
    writeFileSync(at('forged', name), JSON.stringify({ ...result, fingerprint: 'f'.repeat(64) }));
  }
  expect(await sweep.perform(['merge', at('forged'), '--json', at('forged.json')], signal)).toBe(1);
  expect(json('forged.json').reruns.differing).toHaveLength(1);
});

describe('observations that were changed by hand', () => {
  const changed = (observations: JobResult['observations']) =>
    observations.with(0, { ...observations[0], values: { ...observations[0].values, length: -3 } });

  test('are refused by merge, report, run and export, by file, unit and field', async () => {
    await lab('plan', STUDY, '--out', at('edited'));
    for (const name of resultsIn('one')) writeFileSync(at('edited', name), readFileSync(at('one', name)));
    const [name] = resultsIn('one');
    const result: JobResult = json('one', name);
    const observations = changed(result.observations);
    writeFileSync(at('edited', name), JSON.stringify({ ...result, observations }));
    const { unit } = observations[0];
    const words = `${at('edited', name)}: observations[0].values.length: expected a whole number from 0 to 1, found -3 (unit "${unit}" in arm "alone")`;
    expect(await refusal('merge', at('edited'), '--no-rerun', '--json', at('edited.json'))).toBe(words);
    expect(await refusal('report', at('edited'))).toBe(words);
    expect(await refusal('run', at('edited'), '--engine', 'cpu')).toBe(words);
    expect(await refusal('export', at('edited'), at('edited.zip'))).toBe(words);
  });

  test('are refused in what was merged', async () => {
    const merged: Merged = json('one.json');
    const [job] = merged.jobs;
    const jobs = merged.jobs.with(0, { ...job, observations: job.observations.slice(1) });
    writeFileSync(at('edited.json'), JSON.stringify({ ...merged, jobs }));
    expect(await refusal('report', at('edited.json'))).toMatch(
      /edited\.json: jobs\[0\]\.observations: expected 1 of unit "p\d" in arm "alone", found 0$/,
    );
  });
});

describe('shards of two devices', () => {
  const other = (result: JobResult): JobResult => ({
    ...result,
    provenance: { ...result.provenance, adapter: { ...result.provenance.adapter, description: 'another' } },
  });

  test('are refused, and asked to stratify kept apart', async () => {
    for (const name of ['here', 'there']) await lab('plan', STUDY, '--out', at(name));
    for (const [index, name] of resultsIn('one').entries()) {
      const result: JobResult = json('one', name);
      if (index % 2 === 0) writeFileSync(at('here', name), JSON.stringify(result));
      else writeFileSync(at('there', name), JSON.stringify(other(result)));
    }
    const both = ['merge', at('here'), at('there'), '--json', at('both.json'), '--no-rerun'];
    expect(await refusal(...both)).toMatch(
      /expected results of one device and version, found 6 and 6 that differ in adapter/,
    );
    await lab(...both, '--stratify');
    expect(json('both.json').strata).toHaveLength(2);
  });

  test('the second is refused by its canary before a job runs', async () => {
    await lab('plan', STUDY, '--out', at('moved'));
    const known = json('one', 'canary.json');
    const [canary] = known.canaries;
    writeFileSync(
      at('moved', 'canary.json'),
      JSON.stringify({ ...known, canaries: [{ ...canary, canary: '0'.repeat(32) }] }),
    );
    expect(await refusal('run', at('moved'), '--engine', 'cpu')).toMatch(
      /^the canary is not the study's: expected 000000000000 on cpu/,
    );
    expect(resultsIn('moved')).toEqual([]);
    await lab('run', at('moved'), '--engine', 'cpu', '--limit', '1', '--stratify');
    expect(json('moved', 'canary.json').canaries).toHaveLength(2);
  });
});

test('a plan is frozen', async () => {
  await lab('plan', STUDY, '--out', at('frozen'));
  await lab('plan', STUDY, '--out', at('frozen'));
  writeFileSync(at('other.json'), JSON.stringify({ ...sweepStudy(1, 1), question: 'Another?' }));
  expect(await refusal('plan', at('other.json'), '--out', at('frozen'))).toMatch(
    /study\.json: expected this study, [0-9a-f]{64}, found another/,
  );
  writeFileSync(at('frozen', 'study.json'), readFileSync(at('other.json')));
  expect(await refusal('run', at('frozen'), '--engine', 'cpu')).toMatch(
    /study\.json: expected the study that was frozen, [0-9a-f]{64}, found another/,
  );
});

describe('nothing of a study is lost', () => {
  const [engine, bare] = [
    ['--engine', 'cpu'],
    ['--no-rerun', '--json'],
  ];

  test('to a merge or a report that is written over it', async () => {
    const [own] = resultsIn('one');
    for (const name of ['study.json', 'plan.json', 'canary.json', own])
      expect(await refusal('merge', at('one'), ...bare, at('one', name))).toMatch(
        /^--json: expected a file that is none of .*one's own, found /,
      );
    expect(await refusal('report', at('one.json'), '--out', at('frozen'))).toMatch(
      /^--out: .*frozen: expected a folder for the report, found one that a study was planned into$/,
    );
    expect(json('one', 'study.json').id).toBe('killed');
  });

  test('to a plan of other units or tasks', async () => {
    await lab('plan', STUDY, '--out', at('units'));
    for (const units of [7, Number.MAX_SAFE_INTEGER]) {
      writeFileSync(at('units', 'plan.json'), JSON.stringify({ ...json('one', 'plan.json'), units }));
      expect(await refusal('plan', STUDY, '--out', at('units'))).toMatch(
        /plan\.json: expected the plan as it is now/,
      );
      expect(await refusal('run', at('units'), ...engine)).toMatch(
        /plan\.json: expected 6 units, as the study has, found \d+$/,
      );
    }
  });

  test('to results of another version of rules or weights', async () => {
    await lab('plan', STUDY, '--out', at('older'));
    for (const name of resultsIn('one').slice(1)) {
      const result: JobResult = json('one', name);
      const provenance = { ...result.provenance, rules: ['variant@0'] };
      writeFileSync(at('older', name), JSON.stringify({ ...result, provenance }));
    }
    expect(await refusal('run', at('older'), ...engine)).toMatch(
      /expected a result of the same device and version as those that are there, found rules \["variant@0"\] and \["variant@1"\]/,
    );
    expect(resultsIn('older')).toHaveLength(11);
    expect(await refusal('merge', at('older'), '--partial', '--json', at('older.json'))).toMatch(
      /expected to run it again as it ran, found rules/,
    );
  });

  test('a file that cannot be read, or a disk without room, is told in words', async () => {
    await lab('plan', STUDY, '--out', at('full'));
    const [name] = resultsIn('one');
    mkdirSync(at('full', name));
    expect(await refusal('run', at('full'), ...engine)).toBe(
      `${at('full', name)}: expected a file that can be read, found a folder`,
    );
    const ledger = new StudyLedger('/dev/null', { study: '', onStrange: () => undefined });
    await expect(ledger.write(json('one', name))).rejects.toThrow(
      /^\/dev\/null: result of job [0-9a-f]{32}: /,
    );
  });
});

test.each<[string, (merged: Merged) => object, RegExp]>([
  [
    'cell',
    ({ jobs }) => ({ jobs: [{ ...jobs[0], cell: [9] }] }),
    /jobs\[0\]\.cell: expected a cell of the axes/,
  ],
  ['cell of none', ({ jobs }) => ({ jobs: [{ ...jobs[0], cell: [] }] }), /jobs\[0\]\.cell/],
  [
    'seed',
    ({ jobs }) => ({ jobs: [{ ...jobs[0], seed: 9 }] }),
    /jobs\[0\]\.seed: expected a seed of the study/,
  ],
  [
    'place',
    ({ jobs }) => ({ jobs: jobs.with(0, { ...jobs[0], from: 1, to: 2 }) }),
    /jobs\[0\]\.id: expected that of the job at cell \[0\], seed 1, units 1 to 2, found [0-9a-f]{32}$/,
  ],
  ['stratum', () => ({ strata: [] }), /jobs\[0\]\.stratum: expected one of 0, from 0, found 0$/],
  ['job twice', ({ jobs }) => ({ jobs: [jobs[0], jobs[0]] }), /jobs\[1\]\.id: expected each job once/],
  ['number', () => ({ planned: 1 }), /planned: expected at least the 12 jobs/],
])('merged results with a wrong %s are refused', async (_, changed, words) => {
  const merged: Merged = json('one.json');
  writeFileSync(at('changed.json'), JSON.stringify({ ...merged, ...changed(merged) }));
  expect(await refusal('report', at('changed.json'))).toMatch(words);
});

test('a model that does not exist is refused as it is planned, by its field', async () => {
  const study = sweepStudy(1, 1);
  const [alone, company] = study.base.arms;
  const write = (changes: object) => writeFileSync(at('lost.json'), JSON.stringify({ ...study, ...changes }));
  const words = (field: string) =>
    `${field}: expected a model that ships, one of "nano", "pico", "pico-moe", or a random one, found "lost"`;
  write({ base: { ...study.base, model: { name: 'lost' } } });
  expect(await refusal('plan', at('lost.json'), '--out', at('lost'))).toBe(words('base.model.name'));
  const arms = [alone, { ...company, speculation: { draft: 'lost', k: 2 } }];
  write({ base: { ...study.base, arms } });
  expect(await refusal('plan', at('lost.json'), '--out', at('lost'))).toBe(
    words('base.arms[1].speculation.draft'),
  );
  write({ axes: [{ path: 'base.model.name', values: ['pico', 'random:pico', 'lost'] }] });
  expect(await refusal('plan', at('lost.json'), '--out', at('lost'))).toBe(
    words('axes[0].values[2]: base.model.name'),
  );
  expect(readdirSync(FOLDER)).not.toContain('lost');
});

test('a plan says its power and how many pairs 80 % would take', async () => {
  const hypothesis = { id: 'noise', measure: 'bits', kind: 'difference', smallest: 0.05 };
  const [a, b] = ['1', '0'].map((noise) => ({ axes: { noise } }));
  const study = { ...sweepStudy(1, 1), hypotheses: [{ ...hypothesis, a, b }], plan: { n: 200 } };
  writeFileSync(at('powered.json'), JSON.stringify(study));
  expect(await lab('plan', at('powered.json'), '--out', at('powered'))).toMatch(
    /power at 200 pairs where 5 % \| 10 % \| 25 % of them differ, and about how many pairs 80 % would take:\n {2}noise, difference, 5 points: 0\.\d\d, 1\d\d \| 0\.\d\d, 3\d\d \| 0\.\d\d, 7\d\d\n/,
  );
});

test('a link is as good as a file', async () => {
  const link = (await lab('link', STUDY, '--base', 'https://example.org/')).trim();
  expect(link).toMatch(/^https:\/\/example\.org\/#study1\.[\w-]+$/);
  await lab('plan', link, '--out', at('linked'));
  expect(json('linked', 'plan.json').study).toBe(json('one', 'plan.json').study);
});

test.each<[string, readonly string[], RegExp]>([
  ['no part', [], /^expected one of plan, run, work, merge, report, link, import, export, found nothing$/],
  ['another part', ['fly'], /found "fly"$/],
  ['no folder to plan into', ['plan', STUDY], /^--out: expected a folder, found none$/],
  [
    'a folder of something else',
    ['plan', STUDY, '--out', at('report', 'inspect')],
    /expected an empty folder or one of this study, found other files$/,
  ],
  ['a place where no folder can be', ['plan', STUDY, '--out', '/proc/x/y'], /^--out: \/proc\/x\/y: /],
  ['a file in its place', ['plan', STUDY, '--out', STUDY], /^--out: /],
  [
    'a folder that was never planned',
    ['run', at('report', 'inspect')],
    /expected a folder that lab sweep plan made, found no study\.json in it$/,
  ],
  [
    'a shard of none',
    ['run', FOLDER, '--shard', '3/2'],
    /^--shard: expected one of up to 1000, as in 1\/4 to 4\/4, or env, found "3\/2"$/,
  ],
  [
    'nowhere to merge to',
    ['merge', FOLDER],
    /^--json: expected a file, or - for standard output, found none$/,
  ],
  ['a study that is none', ['plan', 'package.json', '--out', at('none')], /^(?:.*\n)*.*version: expected 1/],
])('%s is refused', async (_, args, words) => {
  expect(await refusal(...args)).toMatch(words);
});
