import 'fake-indexeddb/auto';
import { beforeEach, expect, it } from 'vitest';
import type { RunRecord } from '../../../results/record.ts';
import { gzip } from '../../kit/gzip.ts';
import { foundOfExample, keptExample } from '../testing/kept-run.ts';
import { RUN_VERSION, RUNS_FORMAT, runsText } from './kept-run.ts';
import { keepRun, keptRunsStore, readRun, refreshRuns, removeAllRuns, renameRun } from './kept-runs.ts';
import { exportRuns, importRuns } from './run-files.ts';

const file = (content: BlobPart, name = 'runs.json') => new File([content], name);
const list = async () => {
  await refreshRuns();
  return keptRunsStore.getState().list!.runs;
};
const example = { ...keptExample('one', 1), ...foundOfExample, name: null };
const textOf = (change: (run: Record<string, unknown>) => void) => {
  const json = JSON.parse(runsText([example, example]));
  change(json.runs[1]);
  return JSON.stringify(json);
};

beforeEach(removeAllRuns);

it('takes runs to another browser whole, under their names, beside what is kept there', async () => {
  await keepRun(keptExample('one', 1), foundOfExample);
  await keepRun(keptExample('two', 2), foundOfExample);
  await renameRun('two', 'Before the update');
  const before = await Promise.all([readRun('one'), readRun('two')]);
  const packed = await exportRuns(['one', 'two', 'gone']);
  await removeAllRuns();
  expect(await importRuns(file(packed))).toEqual({ kept: 2, of: 2 });
  expect(await Promise.all([readRun('one'), readRun('two')])).toEqual(before);
  // Once more: none takes the place of another.
  expect(await importRuns(file(packed))).toEqual({ kept: 2, of: 2 });
  const runs = await list();
  expect(runs.map(({ name, imported }) => [name, imported])).toEqual([
    ['Before the update', true],
    ['Before the update', true],
    [null, true],
    [null, true],
  ]);
  expect(new Set(runs.map(({ id }) => id)).size).toBe(4);
});

it.each<[string, string | Promise<Uint8Array>, string]>([
  ['no JSON', '{"format": ', 'line 1'],
  ['something else', '{"version":1}', 'format: expected "batchmates-runs", found nothing'],
  [
    'no run',
    `{"format":"${RUNS_FORMAT}","version":1,"runs":[]}`,
    'runs: expected at least 1 entries, found 0',
  ],
  [
    'a later version',
    `{"format":"${RUNS_FORMAT}","version":9,"runs":[1]}`,
    `version: expected ${RUN_VERSION}, which this page reads, found 9`,
  ],
  [
    'one run that is wrong',
    textOf((run) => Object.assign(run, { outcome: 'fine' })),
    'runs[1].outcome: expected one of "done", "cancelled", "failed", found "fine"',
  ],
  [
    'an experiment that is wrong',
    textOf((run) => Object.assign(run.experiment as object, { arms: 'all' })),
    'runs[1].experiment.arms: expected a list, found "all"',
  ],
  [
    'a record without a pair that its experiment compares',
    textOf((run) => Object.assign(run.record as object, { diffs: [] })),
    'runs[1].record.diffs: expected one for each of 2 compared pairs, found 0',
  ],
  [
    'a record without an arm',
    textOf((run) => Object.assign(run.record as object, { arms: [] })),
    'runs[1].record.arms: expected arm "alone", found none',
  ],
  [
    'a fork where its own tokens do not part',
    textOf(({ record }) => Object.assign((record as RunRecord).diffs[0], { fork: 60 })),
    'runs[1].record.diffs[0].fork: expected 33, where the tokens part, found 60',
  ],
  ['a damaged packed file', gzip('{}').then((bytes) => bytes.slice(0, 15)), 'the packed file is damaged'],
])('refuses %s, saying where, and keeps none of it', async (_, content, message) => {
  const bytes = (await content) as BlobPart;
  await expect(importRuns(file(bytes))).rejects.toThrow(message);
  expect(await list()).toEqual([]);
});
