import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { MECHANISMS } from '../src/studies/couplings/mechanisms.ts';
import { LabPage } from './lab-page.ts';
import { expectNoViolationsInEitherTheme } from './violations.ts';

/** The figure that the page Load opens with, in a browser: measured on random weights, which nothing has to be fetched for. */

const PICO = join(import.meta.dirname, '../public/models/pico');
const NAMES = ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'];
const FIRST = 'Continuous batching, variant kernels';
const figure = (page: Page) => page.getByRole('region', { name: 'What company can do to a request' });
const cellsOf = (page: Page, row: string) =>
  figure(page)
    .getByRole('row', { name: new RegExp(`^${row}`) })
    .getByRole('cell');

test('the coupling matrix switches between models, is measured here row by row, cancelled, and stays over a reload', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await page.goto('/#load');
  await expect(figure(page).getByText(/^Measured earlier: nano on the CPU engine/)).toBeVisible();
  await expect(cellsOf(page, FIRST).first()).toContainText('bits');
  await figure(page).getByRole('radio', { name: 'random weights in nano’s shape' }).check();
  await expect(figure(page).getByText(/^Measured earlier: random:nano/)).toBeVisible();
  await expect(figure(page).getByText(/^Of \d+ cells \d+ have the effect/)).toBeVisible();

  await page.getByRole('radio', { name: /^CPU/ }).check();
  await figure(page).getByRole('combobox', { name: 'Model' }).selectOption('random:nano');
  await figure(page).getByRole('button', { name: 'Measure it here' }).click();
  await expect(figure(page).getByText(/^Measured here: random:nano on the CPU engine/)).toBeVisible();
  await expect(figure(page).getByRole('progressbar')).toBeVisible();
  // A crowd has to wait, which is said before it is asked, and the run on screen stays.
  const crowd = page.getByRole('button', { name: 'Turn the crowd loose' });
  await expect(crowd).toHaveAttribute('aria-disabled', 'true');
  await expect(page.locator('[data-part="load-status"]')).toContainText('The matrix above is being measured');
  await crowd.click({ force: true });
  await expect(page.locator('[data-part="load-status"]')).toContainText('Computed earlier');
  // The first row is there, and others are still to come.
  const [shape, content] = [cellsOf(page, FIRST).nth(0), cellsOf(page, FIRST).nth(1)];
  await expect(shape).toContainText(/control: time/, { timeout: 120_000 });
  await expect(content).toContainText(/control: nothing/);
  await figure(page).getByRole('button', { name: 'Cancel' }).click();
  const cancelled = figure(page).getByText(/^Cancelled: \d+ of \d+ mechanisms stay\.$/);
  await expect(cancelled).toBeVisible({ timeout: 120_000 });
  const [, rows] = /(\d+) of/.exec((await cancelled.textContent())!)!;
  expect(Number(rows)).toBeGreaterThan(0);
  expect(Number(rows)).toBeLessThan(MECHANISMS.length);
  const words = await shape.textContent();

  await page.reload();
  await expect(
    figure(page).getByText(
      `Measured here: random:nano on the CPU engine, ${rows} of ${MECHANISMS.length} mechanisms.`,
    ),
  ).toBeVisible();
  expect(await shape.textContent()).toBe(words);
  await expectNoViolationsInEitherTheme(page);

  // A cell leads to its experiment, which the page below then has.
  await shape.getByRole('link').click();
  await expect(page).toHaveURL(/#load\/v\d\./);
  await expect(page.getByRole('region', { name: 'Compose the run' })).toContainText(`${FIRST}: other shape`);

  // So does one of those that ship, whose links are fetched as it is reached for.
  await figure(page).getByRole('radio', { name: 'nano', exact: true }).check();
  await expect(cellsOf(page, FIRST).nth(1).getByRole('link')).toBeVisible();
  await cellsOf(page, FIRST).nth(1).getByRole('link').click();
  await expect(page.getByRole('region', { name: 'Compose the run' })).toContainText(
    `${FIRST}: other content`,
  );

  await figure(page).getByRole('button', { name: 'Forget what was measured here' }).click();
  await expect(figure(page).getByText(/^Measured earlier: nano/)).toBeVisible();
  expect(lab.consoleErrors).toEqual([]);
});

test('the matrix is measured on a visitor’s own files, which are offered first', async ({ page }) => {
  const lab = new LabPage(page);
  await page.goto('/#learn/own-model');
  await page.getByRole('button', { name: 'Use my model…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Use my model' });
  await dialog.getByLabel('Choose files of a model').setInputFiles(NAMES.map((name) => join(PICO, name)));
  await dialog.getByRole('button', { name: 'Use it' }).click();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('navigation').getByRole('link', { name: 'Load' }).click();

  await page.getByRole('radio', { name: /^CPU/ }).check();
  const model = figure(page).getByRole('combobox', { name: 'Model' });
  await expect(model.locator('option').first()).toHaveText(/, your own$/);
  await expect(model.locator('option:checked')).toHaveText(/, your own$/);
  await figure(page).getByRole('button', { name: 'Measure it here' }).click();
  await expect(cellsOf(page, FIRST).nth(1)).toContainText('no tasks asked', { timeout: 120_000 });
  await figure(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(
    figure(page).getByText(/^Of \d+ cells \d+ have the effect that they have on nano/),
  ).toBeVisible();
  expect(lab.foreignRequests).toEqual([]);
  expect(lab.consoleErrors).toEqual([]);
});
