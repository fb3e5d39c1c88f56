import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import type { ModelAudit } from '../src/audit/model/model-audit.ts';
import { LabPage, shortExperiment } from './lab-page.ts';
import { expectNoSidewaysScroll } from './sideways.ts';
import { colourViolationsOf, violationsOf } from './violations.ts';

const LONGEST = 180_000;
const question = (page: Page) => page.getByRole('heading', { name: /^Does any variant give 99 %/ });
const measureButton = (page: Page) => page.getByRole('button', { name: 'Measure it here' });

test('a model is audited: what ships is shown first, then a visitor’s own is measured, cancelled, and kept as a file', async ({
  page,
}) => {
  const lab = new LabPage(page);
  // Random weights in one layer: nothing is fetched for them, and no tasks apply.
  await lab.open({ ...shortExperiment(4), model: { name: 'random:nano:1' } });
  await page.goto('/#audit/model');
  await expect(question(page)).toBeVisible();
  await expect(page.getByText('Measured earlier:')).toBeVisible();
  await expect(page.locator('[data-chart="Frontier"] [role="img"]')).toHaveAttribute(
    'aria-label',
    /^Quality over cost\. bf16: 100 %.* q4: [\d.]+ % \([\d.]+ % to [\d.]+ %\) of the tasks passed at/,
  );

  await page.getByRole('combobox', { name: 'Run on' }).selectOption('cpu');
  await measureButton(page).click();
  await expect(page.getByRole('progressbar', { name: 'Progress of the audit' })).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Cancelled.')).toBeVisible({ timeout: LONGEST });
  await expect(page.getByText('Measured earlier:')).toBeVisible();

  await measureButton(page).click();
  await expect(page.getByText('Measured here:')).toBeVisible({ timeout: LONGEST });
  await expect(page.getByText(/its quality is told by perplexity and KL alone/)).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download JSON' }).click(),
  ]);
  const audit: ModelAudit = JSON.parse(await readFile(await download.path(), 'utf8'));
  expect(audit).toMatchObject({ version: 1, form: 'short', engine: 'cpu', pricePerHour: 1 });
  expect(audit.variants.map(({ id }) => id)).toEqual(['bf16', 'q8', 'q4']);
  expect(audit.variants[0].time?.tensor).toBeGreaterThan(0);
  expect(lab.foreignRequests).toEqual([]);
  expect(lab.consoleErrors).toEqual([]);
});

test('the audit of a model reads on a phone and in the dark, and has nothing for axe to find', async ({
  page,
}) => {
  await page.goto('/#audit/model');
  await expect(question(page)).toBeVisible();
  await expect(page.locator('[data-chart="Frontier"] [role="img"]')).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await colourViolationsOf(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
});
