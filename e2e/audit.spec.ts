import { expect, test } from '@playwright/test';
import { LabPage } from './lab-page.ts';
import { expectNoSidewaysScroll } from './sideways.ts';
import { colourViolationsOf, violationsOf } from './violations.ts';

test('the audit opens with what can be asked and what was found, its parts are found by name, and each reads on a phone', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await page.goto('/#audit');
  await expect(page.getByRole('heading', { name: 'Who would notice?' })).toBeVisible();
  const found = page.getByRole('region', { name: 'What the article says, and what was measured' });
  await expect(found.getByRole('article').nth(4)).toBeVisible();
  expect.soft(await violationsOf(page), 'overview, light').toEqual([]);

  await expect(page.getByRole('link', { name: 'Canary', exact: true })).toHaveAttribute(
    'href',
    '#load/preset/canary-rollback',
  );
  const parts = page.getByRole('navigation', { name: 'Audit' }).getByRole('link');
  const titles = await parts.allTextContents();
  expect(titles.length).toBeGreaterThan(7);
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Commands' });
  await palette.getByRole('combobox').fill('audit:');
  // The page itself, by its question.
  await expect(palette.getByRole('option')).toHaveCount(titles.length);
  await palette.getByRole('combobox').fill('audit: dependencies');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#audit\/rot$/);
  await expect(page.getByText(/^Measured earlier on /)).toBeVisible();
  expect.soft(await violationsOf(page), 'dependencies, light').toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect.soft(await colourViolationsOf(page), 'dependencies, dark').toEqual([]);

  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page, 'dependencies');
  // By keys alone, from the first link on.
  await parts.first().focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#audit$/);
  await expect(found.getByRole('article').nth(4)).toBeVisible();
  expect.soft(await colourViolationsOf(page), 'overview, dark').toEqual([]);
  await expectNoSidewaysScroll(page, 'overview');
  expect(lab.consoleErrors).toEqual([]);
  expect(lab.foreignRequests).toEqual([]);
});
