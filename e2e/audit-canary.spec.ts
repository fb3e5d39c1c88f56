import { expect, test } from '@playwright/test';
import { LabPage } from './lab-page.ts';
import { expectNoViolationsInEitherTheme } from './violations.ts';

test('a canary that is more accurate and slower is tried, rolled back, and nobody is sent to it from then on', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await page.goto('/#load/preset/canary-rollback');
  await expect(page.getByLabel('Replicas')).toHaveValue('canary');
  await expect(page.getByRole('checkbox', { name: 'Tasks with right answers' })).toBeChecked();
  await page.getByRole('radio', { name: /^CPU/ }).check();
  await page.getByRole('button', { name: 'Turn the crowd loose' }).click();
  const panel = page.locator('[data-part="canary"]');
  await expect(panel).toBeVisible({ timeout: 60_000 });
  const verdict = panel.locator('[data-part="canary-verdict"]');
  await expect(verdict).toHaveAttribute('data-decision', 'rollback', { timeout: 180_000 });
  await expect(verdict).toHaveText(/^Rolled back at step 2,896, .* it is slower, the median/);
  const row = panel.getByRole('row', { name: /^the median of its times to the last token/ });
  await expect(row).toContainText('4.84 times (1.85 to 12.5)');
  await expect(panel.getByRole('row', { name: /^right answers/ })).toContainText('-10 points');
  await expect(panel.getByText('rolled back', { exact: true }).first()).toBeVisible();

  await expectNoViolationsInEitherTheme(page);
  expect(lab.consoleErrors).toEqual([]);
});
