import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { parseCensus } from '../src/census/parse-census.ts';
import { LabPage } from './lab-page.ts';
import { expectNoSidewaysScroll } from './sideways.ts';
import { expectNoViolationsInEitherTheme } from './violations.ts';

const LONGEST = 180_000;

test('asks this adapter, says the verdict, draws the answers and hands on a census that is one', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await page.goto('/#census');
  const matrix = page.getByRole('region', { name: 'Adapters beside each other, table' });
  await expect(matrix.getByRole('row', { name: /^CPU engine in Node/ })).toBeVisible();
  const files = await matrix.getByRole('row').count();
  expect(files).toBeGreaterThan(2);
  const run = page.getByRole('button', { name: 'Run the census' });
  await run.click();
  await expect(page.getByText(/^Asking: /)).toBeVisible();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(page.getByText('Cancelled.')).toBeVisible({ timeout: LONGEST });
  await run.click();
  await expect(page.getByText('Done: its answers stand below.')).toBeVisible({ timeout: LONGEST });

  const verdict = page.getByRole('status', { name: 'Your adapter' });
  await expect(verdict).toContainText('This adapter keeps portable bits.');
  await expect(matrix.getByRole('row', { name: /^your adapter Chromium \d+ on SwiftShader/ })).toBeVisible();
  await expect(matrix.getByRole('row')).toHaveCount(files + 1);
  await page.getByRole('combobox', { name: 'Facts' }).selectOption('functions');
  await expect(matrix.getByRole('columnheader', { name: /^inverseSqrt/ })).toBeVisible();
  // The same shader compiler under two hosts gives the same arithmetic; a processor rounds what it approximates.
  await page.getByRole('combobox', { name: 'B', exact: true }).selectOption('node-cpu.json');
  const apart = page.getByRole('region', { name: 'Two adapters, table' });
  await expect(apart.getByRole('row', { name: /^exp functions.*≠ differs$/ })).toBeVisible();
  await expect(page.getByRole('img', { name: /^exp\(a\): the nearest float in / })).toBeVisible();

  const shown = await page.getByRole('textbox', { name: 'Census as JSON' }).inputValue();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download chromium-swiftshader.json' }).click(),
  ]);
  expect(await readFile(await download.path(), 'utf8')).toBe(shown);
  const census = parseCensus(JSON.parse(shown), 'the page');
  expect(census).toMatchObject({ engine: 'webgpu', portable: { holds: true } });
  const guide = await page
    .getByRole('link', { name: 'How to send it as a pull request' })
    .getAttribute('href');
  expect((await page.request.get(new URL(guide!, page.url()).href)).ok()).toBe(true);

  await expectNoViolationsInEitherTheme(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
  expect(lab.consoleErrors).toEqual([]);
});
