import { expect, test } from '@playwright/test';
import { LabPage } from './lab-page.ts';
import { expectNoSidewaysScroll } from './sideways.ts';
import { expectNoViolationsInEitherTheme } from './violations.ts';

test('the dashboard counts the run on the page Load, alarms at a visitor’s limits, and saves what Prometheus reads', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await page.goto('/#audit/monitor');
  const alarms = page.locator('[data-part="monitor-alarms"]');
  await expect(alarms.getByRole('row', { name: /^Other bits than alone/ })).toBeVisible();
  await expect(page.getByRole('img', { name: /^TTFT p95 over \d+ windows: .*no limit\.$/ })).toBeVisible();

  const limit = page.getByLabel('TTFT p95 above, ms');
  await limit.fill('many');
  await limit.press('Enter');
  await expect(page.getByText('Expected a number of at least 0, or nothing.')).toBeVisible();
  await limit.fill('900');
  await limit.press('Enter');
  await expect(alarms.getByRole('row', { name: /^TTFT p95 .* 900 ms$/ })).toBeVisible();
  await page.getByLabel('Arm', { exact: true }).selectOption('tiers');
  await expect(page.locator('[data-signal="ttft-p95"]')).toBeVisible();

  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as Prometheus text' }).click();
  expect((await saved).suggestedFilename()).toBe('batchmates.prom');

  await expectNoViolationsInEitherTheme(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
  // Limits are the visitor's: they are there again.
  await page.reload();
  await expect(page.getByLabel('TTFT p95 above, ms')).toHaveValue('900');
  // What a crowd runs on is chosen where it is turned loose.
  await page.getByRole('radio', { name: /^CPU/ }).check();
  await page.getByRole('button', { name: 'Turn the crowd loose' }).click();
  await expect(page.locator('[data-signal="ttft-p95"]')).toBeVisible();
  expect(lab.consoleErrors).toEqual([]);
});
