import { expect, test } from '@playwright/test';
import { SHORT_CASES } from '../src/studies/portable/cases.ts';
import { portableExperiment } from '../src/studies/portable/experiment-of.ts';
import { GOLDEN } from '../src/studies/portable/golden.ts';
import { LabPage } from './lab-page.ts';

test('portable gives the fingerprints that every implementation gave, alone and in company', async ({
  page,
}) => {
  const [of] = SHORT_CASES;
  const lab = new LabPage(page);
  await lab.open(portableExperiment(of, null));
  await lab.runButton.click();
  await lab.waitUntilDone(150_000);
  const { engine, arms } = await lab.savedRecord();
  expect(engine).toBe('webgpu');
  const found = arms.map(({ requests }) => requests.map(({ fingerprint }) => fingerprint));
  expect(found).toEqual(found.map(({ length }) => GOLDEN.cases[of.name].slice(0, length)));
  expect(found).toHaveLength(of.arms.length);
  expect(lab.consoleErrors).toEqual([]);
});
