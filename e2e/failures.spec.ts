import { expect, test } from '@playwright/test';
import { LabPage, shortExperiment } from './lab-page.ts';

const pair = ['alone', 'company'] as const;
/** Claims no invariance, so that a run on WebGPU needs no certificate first. */
const plain = (tokens: number) => shortExperiment(tokens, 'variant');
/** Tokens of both arms of a run. */
const tokensOf = (lab: LabPage) => lab.page.locator('[role="option"]');

test('a run is cancelled within a step, and the next one works', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(plain(400));
  await lab.runButton.click();
  await expect(lab.pair(...pair)).toContainText(/same \d+ tokens so far|fork at token/, {
    timeout: 60_000,
  });
  const before = await tokensOf(lab).count();
  await lab.cancelButton.click();
  await expect(lab.status).toHaveText(/^Cancelled/);
  const after = await tokensOf(lab).count();
  expect(after).toBeGreaterThanOrEqual(before);
  // Both arms would have given 400 each.
  expect(after).toBeLessThan(2 * 400);

  await lab.open(plain(3));
  await lab.runButton.click();
  await lab.waitUntilDone();
  await expect(tokensOf(lab)).toHaveCount(2 * 3);
  expect(lab.consoleErrors).toEqual([]);
});

test('a lost device shows the first error, and one click runs again on a new one', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(plain(30));
  await lab.runButton.click();
  await lab.waitForTokens();
  expect(await page.evaluate(() => window.batchmates.loseDevice())).toBe(true);
  await expect(lab.failure).toContainText('device: lost (destroyed)', { timeout: 20_000 });

  await lab.failure.getByRole('button', { name: 'Run again on a new device' }).click();
  await lab.waitUntilDone();
  await expect(lab.failure).toBeHidden();
  await expect(tokensOf(lab)).toHaveCount(2 * 30);
});

test('a device lost between runs is replaced without a word', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(plain(2));
  expect(await page.evaluate(() => window.batchmates.loseDevice())).toBe(true);
  await lab.runButton.click();
  await lab.waitUntilDone();
});

test('a broken model file is named, and a mended one is read', async ({ page }) => {
  const lab = new LabPage(page);
  await page.route('**/model.safetensors', async (route) => {
    const answer = await route.fetch();
    const body = (await answer.body()).subarray(0, 100_000);
    await route.fulfill({ status: 200, contentType: 'application/octet-stream', body });
  });
  await lab.open(shortExperiment(2));
  // What fails is the same on every engine, and the CPU engine compiles nothing.
  await page.getByRole('radio', { name: /^CPU/ }).check();
  await lab.runButton.click();
  await expect(lab.failure).toContainText('The model could not be loaded');
  await expect(lab.failure).toContainText('nano/model.safetensors');

  await page.unroute('**/model.safetensors');
  await lab.failure.getByRole('button', { name: 'Run again' }).click();
  await lab.waitUntilDone();
});

test('a worker that does not start is an error in words', async ({ page }) => {
  const lab = new LabPage(page);
  await page.route('**/lab-worker-*.js', (route) => route.fulfill({ status: 404, body: '' }));
  await lab.open(shortExperiment(2));
  // What fails is the same on every engine, and the CPU engine compiles nothing.
  await page.getByRole('radio', { name: /^CPU/ }).check();
  await lab.runButton.click();
  await expect(lab.failure).toContainText('the worker script could not be loaded');

  await page.unroute('**/lab-worker-*.js');
  await lab.failure.getByRole('button', { name: 'Run again' }).click();
  await lab.waitUntilDone();
});
