import { expect, test } from '@playwright/test';
import { expectNoSidewaysScroll } from './sideways.ts';
import { colourViolationsOf, violationsOf } from './violations.ts';

test('the claims read as an essay, filter, run here, and lead to experiment, mechanism and lesson and back', async ({
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/#claims');
  await expect(page.getByRole('heading', { name: 'Can a noisy crowd make my answers worse?' })).toBeVisible();
  const answer = page.getByRole('region', { name: 'The answer' });
  await expect(answer.locator('p')).toHaveCount(5);
  await expect(answer).toContainText('%');
  const scale = page.getByRole('article', { name: /^One activation scale over the whole batch/ });
  await expect(scale).toContainText('holds here');
  expect(await violationsOf(page)).toEqual([]);
  await expectNoSidewaysScroll(page);

  await page.getByLabel('Document').selectOption('article');
  await expect(scale).toHaveCount(0);
  await page.getByLabel('Document').selectOption('all');
  await page.getByLabel('Verdict').selectOption('not testable');
  await expect(page.getByRole('article').first()).toContainText('not testable in a browser');
  await page.getByLabel('Verdict').selectOption('all');

  await page.getByLabel('Run on').selectOption('cpu');
  await scale.getByRole('button', { name: /^Run it here/ }).click();
  const here = scale.getByRole('status', { name: /^On your device/ });
  await expect(here).toContainText('holds here', { timeout: 90_000 });
  await expect(here).toContainText('the CPU engine');

  await scale.getByRole('link', { name: /^Mechanism:/ }).click();
  const card = page.locator('details[open]', { hasText: 'Activations in q8' }).first();
  await expect(card).toBeVisible();
  await page.goBack();
  await expect(here).toContainText('holds here');
  await scale.getByRole('link', { name: /^Lesson:/ }).click();
  await expect(page.getByRole('heading', { name: 'Shape, content, load' })).toBeVisible();
  await page.goBack();
  await scale.getByRole('link', { name: /^Its experiment/ }).click();
  await expect(page.getByText('Loud batchmate').first()).toBeVisible();
  await page.goBack();
  await scale.getByRole('link', { name: /^One activation scale/ }).click();
  await expect(page.getByRole('heading', { name: 'A claim', exact: true })).toBeVisible();
  await expect(page.getByText('npm run -s lab -- couplings')).toBeVisible();
});

test('a phone reads the claims in the dark, without a violation or a sideways scroll', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/#claims');
  await expect(page.getByRole('article').first()).toContainText('the paper');
  await expect(page.getByText('Reading what was measured…')).toHaveCount(0);
  await expectNoSidewaysScroll(page);
  expect(await colourViolationsOf(page)).toEqual([]);
  await page.goto('/#claims/claim/march-dip');
  await expect(page.getByRole('article')).toContainText('does not hold here');
  await expectNoSidewaysScroll(page);
  await page.goto('/#claims/claim/nothing');
  await expect(page.getByRole('alert')).toContainText('There is no claim “nothing” here.');
});
