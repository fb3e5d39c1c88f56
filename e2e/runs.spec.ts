import { expect, type Page, test } from '@playwright/test';
import { LabPage, shortExperiment } from './lab-page.ts';
import { violationsOf } from './violations.ts';

/** Runs on the CPU engine, and waits until the run is kept. */
async function runAndKeep(lab: LabPage): Promise<void> {
  await lab.runOnCpu();
  await expect.poll(() => lab.page.evaluate(() => history.state?.run ?? null)).not.toBeNull();
}

const kept = (page: Page) => page.getByRole('list', { name: 'Kept runs' }).getByRole('listitem');

test('results survive a reload and Back, and the address of a run opens it', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(shortExperiment(3, 'variant'));
  await runAndKeep(lab);
  const pair = lab.pair('alone', 'company');
  const tokens = () => pair.locator('[data-part="token"]').allTextContents();
  const streams = await tokens();
  expect(streams).toHaveLength(6);
  const id = await page.evaluate(() => history.state.run);

  await page.reload();
  await expect(page.locator('[data-part="kept-note"]')).toContainText('on the CPU engine');
  await expect(page).toHaveTitle(/^A short run, run of .* - Batchmates Lab$/);
  await expect.poll(tokens).toEqual(streams);

  await page.evaluate(() => {
    location.hash = '#preset/needle';
  });
  await expect(page).toHaveTitle('The needle - Batchmates Lab');
  await page.goBack();
  await expect(page).toHaveTitle(/^A short run, run of/);
  await expect.poll(tokens).toEqual(streams);

  await page.goto('about:blank');
  await page.goto(`/#run/${id}`);
  await expect(page).toHaveTitle(/^A short run, run of/);
  await expect.poll(tokens).toEqual(streams);
  expect(lab.consoleErrors).toEqual([]);
});

test('two tabs keep beside each other, and two runs are compared', async ({ page, context }) => {
  const [here, there] = [new LabPage(page), new LabPage(await context.newPage())];
  for (const [lab, kernels] of [
    [here, 'invariant'],
    [there, 'variant'],
  ] as const) {
    await lab.open(shortExperiment(3, kernels));
    await runAndKeep(lab);
  }
  await page.goto('/#runs');
  await expect(kept(page)).toHaveCount(2);
  for (const mark of await page.getByRole('checkbox', { name: /^Mark/ }).all()) await mark.check();
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole('link', { name: 'Compare the two' }).click();
  await expect(page.getByText(/^Tokens and margins, no bits: settings differ/).first()).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await page.goBack();
  await expect(kept(page)).toHaveCount(2);

  // What the other tab deletes goes from the list here.
  await there.page.goto('/#runs');
  await there.page.getByRole('checkbox', { name: /^Mark/ }).first().check();
  await there.page.getByRole('button', { name: 'Delete 1' }).click();
  await expect(kept(page)).toHaveCount(1);
});
