import { expect, test } from '@playwright/test';
import { LabPage } from './lab-page.ts';

test('the full certificate runs on demand, shows its cases and is cancelled like a run', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await page.getByRole('button', { name: 'Test this adapter' }).click();
  await expect(lab.status).toHaveText(/^Checking on this adapter .*: [1-9]\d* cases$/, { timeout: 90_000 });
  await lab.cancelButton.click();
  await expect(lab.status).toHaveText('The model is downloaded when you first run.', { timeout: 20_000 });
  await expect(lab.failure).toBeHidden();
  expect(lab.consoleErrors).toEqual([]);
});
