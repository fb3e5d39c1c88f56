import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import type { BenchReport } from '../src/bench/report.ts';
import { LabPage } from './lab-page.ts';
import { expectNoSidewaysScroll } from './sideways.ts';
import { expectNoViolationsInEitherTheme } from './violations.ts';

const STEPS_LONGEST = 180_000;

async function openBench(page: Page): Promise<LabPage> {
  const lab = new LabPage(page);
  await page.goto('/#bench');
  await expect(page.getByRole('heading', { name: 'Bench', exact: true })).toBeVisible();
  await expect(page.getByText(/^On .*software adapter/)).toBeVisible();
  return lab;
}

const runButton = (page: Page) => page.getByRole('button', { name: 'Run the bench' });
/** Which figures are another adapter's; the table of formats, of one machine, says so of itself for good. */
const earlier = (page: Page) => page.getByText(/^Computed earlier on .* not on this device/);

const rates = (page: Page) => page.getByRole('region', { name: 'Tokens a second, table' });

test('times the sets on this device: figures, chart, price, operations, and a file to keep', async ({
  page,
}) => {
  const lab = await openBench(page);
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  // Until then another adapter's figures stand there, labelled so.
  await expect(rates(page)).toBeVisible();
  await expect(earlier(page)).toBeVisible();
  await runButton(page).click();
  await expect(page.getByRole('progressbar', { name: 'Progress of the bench' })).toBeVisible();
  await expect(earlier(page)).toBeHidden({ timeout: STEPS_LONGEST });
  const row = rates(page).getByRole('row', { name: /^decode 8 at context 64/ });
  await expect(row.getByRole('cell').nth(1)).toHaveText(/^\d+(\.\d+)? ±\d+ %$/);
  await expect(row.getByRole('cell').last()).toHaveText(
    /^(1\.00, the fastest|\d+\.\d\d \(\d+\.\d\d to \d+\.\d\d\) against (fast|variant|pinned))$/,
  );
  const chart = page.getByRole('application', {
    name: /^Tokens a second\. decode 1 at context 64: variant \d[^:]*decode 8 at context 64: [^:]*$/,
  });
  await expect(chart).toBeVisible();
  await expect(
    page.getByRole('application', { name: /^Price of invariance by M\. M 1, decode/ }),
  ).toBeVisible();
  // By key, bar after bar.
  await chart.focus();
  const tip = page.locator('[data-chart="Tokens a second"]').getByRole('status');
  await expect(tip).toContainText('decode 1 at context 64');
  await chart.press('ArrowRight');
  await expect(tip).toHaveText(/^variant[\d.]+ tok\/s \([\d.]+ to [\d.]+\)/);
  const operations = page.getByRole('region', { name: 'Time by operation, table' });
  await expect(operations.getByRole('row', { name: /^attention/ })).toBeVisible();
  // Nobody asked for the other engine.
  expect(requests.filter((url) => url.includes('ort'))).toEqual([]);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download JSON' }).click(),
  ]);
  const file = JSON.parse(await readFile(await download.path(), 'utf8')) as { reports: BenchReport[] };
  const [report] = file.reports;
  expect(report.adapter.software).toBe(true);
  expect(report.cases.map(({ times }) => times.map(({ engine }) => engine))).toEqual([
    ['variant', 'invariant', 'pinned', 'fast'],
    ['variant', 'invariant', 'pinned', 'fast'],
  ]);
  expect(report.limits?.copy).toBeGreaterThan(0);

  await expectNoViolationsInEitherTheme(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
  expect(lab.consoleErrors).toEqual([]);
});

test('is cancelled before the next step, and runs again', async ({ page }) => {
  const lab = await openBench(page);
  await page.getByRole('radio', { name: 'full' }).check();
  await runButton(page).click();
  await expect(page.getByText(/^Timing: decode/)).toBeVisible({ timeout: STEPS_LONGEST });
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(page.getByText('Cancelled.')).toBeVisible({ timeout: 60_000 });
  await runButton(page).click();
  await expect(page.getByText(/^Timing: /)).toBeVisible({ timeout: STEPS_LONGEST });
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(page.getByText('Cancelled.')).toBeVisible({ timeout: 60_000 });
  expect(lab.consoleErrors).toEqual([]);
});
