import { expect, test } from '@playwright/test';
import { arm } from './composer.ts';
import { LabPage, shortExperiment } from './lab-page.ts';

test('two widths are chosen in the composer, calibrated, and told of with their mean bits', async ({
  page,
}) => {
  test.setTimeout(300_000);
  const lab = new LabPage(page);
  await lab.open(shortExperiment(3));
  await arm(page, 'alone').click();
  await page.getByRole('combobox', { name: 'Weights', exact: true }).selectOption('q8');
  await page.getByRole('combobox', { name: 'Widths of weights' }).selectOption('batch');
  await page.getByRole('radio', { name: /^CPU/ }).check();
  await lab.runButton.click();
  await lab.waitUntilDone(240_000);
  await expect(page.getByRole('region', { name: 'Table of arms' })).toContainText(
    /bf16, q8\/q4 by batch, \d\.\d\d bits/,
  );
  const { arms } = await lab.savedRecord();
  expect(arms[0].dynamic).toMatchObject({ low: 'q4', targetBits: 6, per: 'batch' });
  expect(arms[0].dynamic?.meanBits).toBeGreaterThan(4.5);
  expect(arms[0].dynamic?.meanBits).toBeLessThan(8.5);
  expect(arms[1]).not.toHaveProperty('dynamic');
  expect(lab.consoleErrors).toEqual([]);
});

test('the preset of two widths opens in the lab, with who chooses in each arm', async ({ page }) => {
  const lab = new LabPage(page);
  await page.goto('/#preset/dynamic-widths');
  await expect(page.getByRole('heading', { name: 'Two widths, chosen by error' })).toBeVisible();
  for (const [name, per] of [
    ['quiet, by row', 'row'],
    ['loud, by batch', 'batch'],
  ] as const) {
    await arm(page, name).click();
    await expect(page.getByRole('combobox', { name: 'Widths of weights' })).toHaveValue(per);
  }
  expect(lab.consoleErrors).toEqual([]);
});
