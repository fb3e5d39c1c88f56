import { expect, test } from '@playwright/test';
import { expectNoSidewaysScroll } from './sideways.ts';
import { violationsOf } from './violations.ts';

test('alarms are graded in words and in tables, for either amount of traffic, on a phone too', async ({
  page,
}) => {
  await page.goto('/#audit/alarms');
  const answer = page.locator('[data-part="alarms-answer"]');
  await expect(answer).toContainText('Of 10 real faults');
  await expect(page.getByRole('table')).toHaveCount(2);
  const broken = page.getByRole('table', { name: 'Share of courses that saw each fault, by detector' });
  const nothing = page.getByRole('table', { name: 'Alarms a week at what is no fault, by detector' });
  await expect(broken.getByRole('columnheader', { name: 'KV blocks never freed' })).toBeVisible();
  await expect(nothing.getByRole('columnheader', { name: 'a quarter more traffic' })).toBeVisible();
  await expect(broken.getByRole('row', { name: /^fingerprint canary/ })).toContainText('the first day');
  expect(await violationsOf(page)).toEqual([]);
  const before = await page.getByText(/^\d+ requests were really served/).textContent();
  await page.getByRole('radio', { name: '50', exact: true }).check();
  await expect(page.getByText(/Days of 50 requests/)).toBeVisible();
  expect(before).toContain('Days of 200 requests');
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
  await broken.getByRole('columnheader', { name: 'a prompt that grows' }).scrollIntoViewIfNeeded();
  await expect(broken.getByRole('rowheader', { name: 'KV occupancy' })).toBeVisible();
});

test('grades that cannot be read are said to be missing', async ({ page }) => {
  await page.route('**/audit/alarms.json', (route) => route.fulfill({ status: 404 }));
  await page.goto('/#audit/alarms');
  await expect(page.getByRole('alert')).toHaveText(
    'The grades cannot be read: audit/alarms.json: the server answers 404',
  );
});
