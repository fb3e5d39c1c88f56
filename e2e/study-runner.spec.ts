import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, type Page, test } from '@playwright/test';
import type { Study } from '../src/studies/sweep/study-schema.ts';
import { smallStudy } from '../src/studies/sweep/testing/small-study.ts';
import { LabPage } from './lab-page.ts';
import { expectNoViolationsInEitherTheme } from './violations.ts';

const ROOT = join(import.meta.dirname, '..');
/** Jobs enough that a run is caught in its middle, and is over in a test's time. */
const JOBS = 48;
const study = smallStudy({ seeds: JOBS / 2, tokens: 48 });
/** Is not over before another tab has come. */
const long = smallStudy({ seeds: 500, tokens: 48 });
const status = (page: Page) => page.locator('[data-part="runner-status"]');
const press = (page: Page, name: RegExp) => page.getByRole('button', { name }).click();
const results = (page: Page) => page.locator('[data-part="runner-results"]');

/** The command line, as in a shell at the root. */
async function lab(...args: readonly string[]): Promise<string> {
  const node = [
    '--import',
    'tsx',
    '--import',
    './scripts/raw-loader.mjs',
    'src/cli/main.ts',
    'sweep',
    ...args,
  ];
  return (await promisify(execFile)(process.execPath, node, { cwd: ROOT })).stdout;
}

async function openStudy(page: Page, opened: Study): Promise<void> {
  await page.getByLabel('A link, or a study’s JSON').fill(JSON.stringify(opened));
  await press(page, /^Open it$/);
  await expect(status(page)).toHaveText(/^0 of [\d,]+ jobs done/);
}

async function doneJobs(page: Page): Promise<number> {
  const [, done] = /(\d+) of 48 jobs/.exec((await status(page).textContent())!)!;
  return Number(done);
}

async function save(page: Page, to: string): Promise<void> {
  const download = page.waitForEvent('download');
  await press(page, /^Save as a zip$/);
  await (await download).saveAs(to);
}

/** What the command line makes of zips: the same bytes whoever ran which job. */
async function merged(folder: string, name: string, zips: readonly string[]): Promise<string> {
  const [place, json] = [join(folder, name), join(folder, `${name}.json`)];
  await lab('import', place, ...zips);
  await lab('run', place, '--engine', 'cpu');
  await lab('merge', place, '--json', json, '--no-rerun');
  return await readFile(json, 'utf8');
}

test('a study is run, left in its middle by a reload, continued and reported; the command line ends it with the same bytes and gives it back', async ({
  page,
}) => {
  const watched = new LabPage(page);
  const folder = await mkdtemp(join(tmpdir(), 'batchmates-study-'));
  await page.goto('/#claims/runner');
  await openStudy(page, study);
  await expect(page.locator('[data-part="opened-study"]')).toContainText(
    '2 cells; kernels: variant, invariant',
  );
  await page.getByRole('radio', { name: /^CPU/ }).check();
  await press(page, /^Run on this CPU$/);
  await expect(status(page)).toHaveText(/^Running: [1-9]\d* of 48 jobs, about .* left$/, {
    timeout: 120_000,
  });

  await page.reload();
  await expect(status(page)).toHaveText(/^\d+ of 48 jobs done: paused, about .* left\.$/);
  const before = await doneJobs(page);
  expect(before).toBeGreaterThanOrEqual(1);
  expect(before).toBeLessThan(JOBS);
  await expect(
    page.getByRole('img', { name: `Jobs in the plan’s order: ${before} of 48 done` }),
  ).toBeVisible();
  await press(page, /^Look at the results so far$/);
  await expect(results(page)).toContainText(`Look at ${before} of 48 jobs`);
  await save(page, join(folder, 'half.zip'));

  // What the command line makes of it, the page makes of it too.
  await page.getByRole('radio', { name: /^CPU/ }).check();
  await press(page, /^Continue on this CPU$/);
  await expect(status(page)).toHaveText('Done: all of 48 jobs.', { timeout: 180_000 });
  await expect(results(page)).toContainText(/bits/i);
  await expect(results(page)).not.toContainText(/A look|Look at/);
  await save(page, join(folder, 'whole.zip'));
  const [half, whole] = [
    await merged(folder, 'half', [join(folder, 'half.zip')]),
    await merged(folder, 'whole', [join(folder, 'whole.zip')]),
  ];
  expect(half).toBe(whole);

  // And back: a browser that has nothing of it takes in what the command line ended.
  await lab('export', join(folder, 'half'), join(folder, 'back.zip'));
  await press(page, /^Delete$/);
  await press(page, /^Delete 48 results for good$/);
  await expect(page.locator('[data-part="opened-study"]')).toBeHidden();
  await page.getByLabel('A file, or zips of results').setInputFiles(join(folder, 'back.zip'));
  await expect(status(page)).toHaveText('Done: all of 48 jobs.');
  await expect(results(page)).toContainText(/bits/i);
  await expectNoViolationsInEitherTheme(page);
  expect(watched.consoleErrors).toEqual([]);
  expect(watched.foreignRequests).toEqual([]);
  await rm(folder, { recursive: true });
});

test('a study is run by one tab at a time', async ({ page, context }) => {
  await page.goto('/#claims/runner');
  await openStudy(page, long);
  await page.getByRole('radio', { name: /^CPU/ }).check();
  await press(page, /^Run on this CPU$/);
  await expect(status(page)).toHaveText(/^Running: [1-9]\d* of 1,000 jobs/, { timeout: 120_000 });
  const other = await context.newPage();
  await other.goto('/#claims/runner');
  await expect(status(other)).toHaveText(/^\d+ of 1,000 jobs done: paused/);
  await other.getByRole('radio', { name: /^CPU/ }).check();
  await press(other, /^Continue on this CPU$/);
  await expect(other.getByRole('alert')).toContainText('another tab is at this study');
  await other.close();
  await press(page, /^Pause$/);
  await expect(status(page)).toHaveText(/^\d+ of 1,000 jobs done: paused/, { timeout: 60_000 });
});

test('of 100,000 jobs the page is planned, drawn and listed without a wait', async ({ page }) => {
  const seeds = Array.from({ length: 10_000 }, (_, index) => index + 1);
  const values = Array.from({ length: 5 }, (_, index) => ({
    label: `t${index}`,
    set: { 'base.requests.0.maxNewTokens': index + 1 },
  }));
  const large = { ...study, seeds, axes: [...study.axes, { name: 'tokens', values }] };
  await page.goto('/#claims/runner');
  await page.getByLabel('A file, or zips of results').setInputFiles({
    name: 'large.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(large)),
  });
  await expect(status(page)).toHaveText(/^0 of 100,000 jobs done/, { timeout: 60_000 });
  await page.getByText('Jobs one by one').click();
  const list = page.getByRole('region', { name: 'Jobs of the plan' });
  await expect(list.getByRole('row')).toHaveCount(13);
  await list.focus();
  await page.keyboard.press('End');
  await expect(list.getByRole('row').last()).toContainText('100,000');
  // What a frame of scrolling costs does not grow with the list: the rows in sight are all there is.
  await page.keyboard.press('Home');
  await expect(list.getByRole('row').nth(1)).toContainText(/^1kernels/);
});
