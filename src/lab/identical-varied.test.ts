import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openCpuEngine } from '../engines/cpu/open-cpu.ts';
import { parseExperiment } from '../experiment/schema.ts';
import { nodeModelFiles } from '../model/files.node.ts';
import { loadModel } from '../model/load.ts';
import { runExperiment } from './run.ts';

const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

/** Enough for each difference to show; which word they come to takes longer. */
const TOKENS = 24;

test('company of the same size and lengths: its contents count where prefixes are shared, and under no invariant set', async () => {
  const json = JSON.parse(await readFile(path('experiments/identical-varied.json'), 'utf8'));
  const requests = json.requests.map((request: object) => ({ ...request, maxNewTokens: TOKENS }));
  const model = await loadModel(nodeModelFiles(path('public/models/nano')), 'nano', { needsText: true });
  const experiment = parseExperiment({ ...json, requests });
  const { record } = await runExperiment({ experiment, model, engine: openCpuEngine() });
  const differs = record.diffs.map(({ a, b, identical }) => [a, b, !identical]);
  expect(differs).toEqual([
    ['plain-identical', 'plain-varied', false],
    ['reused-identical', 'reused-varied', true],
    ['cascade-identical', 'cascade-varied', true],
    ['invariant-identical', 'invariant-varied', false],
    ['reused-identical', 'cascade-identical', true],
  ]);
  expect(record.planRules).toEqual(['variant@1', 'invariant@1', 'cascade@1']);
  const shared = (name: string) =>
    new Set(record.arms.find((arm) => arm.name === name)!.steps.flatMap(({ plans }) => plans.shared ?? []));
  expect([...shared('cascade-identical')]).toEqual(['96 keys read once for 8 requests']);
  expect([...shared('invariant-identical')]).toEqual(['64 keys read once for 8 requests']);
  for (const name of ['cascade-varied', 'invariant-varied', 'reused-identical'])
    expect(shared(name).size).toBe(0);
});
