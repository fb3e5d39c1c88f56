import { expect, test } from '@playwright/test';
import { LabPage, shortExperiment } from './lab-page.ts';

for (const [reason, stub, words] of [
  ['the browser has no WebGPU', 'undefined', 'This browser does not offer WebGPU.'],
  ['WebGPU finds no adapter', '{ requestAdapter: async () => null }', 'found no GPU that it may use.'],
] as const) {
  test(`where ${reason}, the page says what to do and runs on the CPU`, async ({ page }) => {
    const lab = new LabPage(page);
    await page.route('**/lab-worker-*.js', async (route) => {
      const answer = await route.fetch();
      const hide = `Object.defineProperty(WorkerNavigator.prototype, 'gpu', { get: () => (${stub}) });`;
      await route.fulfill({ response: answer, body: `${hide}\n${await answer.text()}` });
    });
    await lab.open(shortExperiment(3));
    const advice = page.getByRole('note');
    await expect(advice).toContainText(words);
    await expect(advice).toContainText('chrome://gpu');
    await expect(page.getByRole('radio', { name: /^WebGPU/ })).toBeDisabled();

    await expect(lab.runButton).toHaveText('Run on the CPU');
    await lab.runButton.click();
    await lab.waitUntilDone();
    await expect(lab.pair('alone', 'company')).toContainText('bit-identical: 3 tokens');
    const record = await lab.savedRecord();
    expect(record).toMatchObject({ engine: 'cpu', adapter: { architecture: 'cpu' } });
    for (const lesson of ['neighbours', 'leaking', 'trades']) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, `#learn/${lesson}`);
      const runs = page.locator('[data-part="figure"]', {
        has: page.getByRole('button', { name: /^Run on/ }),
      });
      await expect(runs.first()).toContainText('This browser gives the page no WebGPU.');
    }
    expect(lab.consoleErrors).toEqual([]);
  });
}
