import { expect, test } from '@playwright/test';
import { LabPage } from './lab-page.ts';
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

test('a study’s report has its plot and tables, on a screen and on a phone, and the palette leads to it', async ({
  page,
}) => {
  const watched = new LabPage(page);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/#claims');
  // A key that comes before the page listens is lost.
  await expect(page.getByRole('heading', { name: 'Can a noisy crowd make my answers worse?' })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByPlaceholder('Type what you want to do').fill('study tokens until company');
  await page.getByRole('option', { name: 'Open the study: Tokens until company tells' }).click();
  await expect(page).toHaveURL(/#claims\/study\/fork-survival$/);
  await expect(page.getByRole('heading', { name: 'Tokens until company tells' })).toBeVisible();
  await expect(page.locator('[data-part="verdict"]')).toContainText('comparison');
  const forest = page.getByRole('region', { name: 'Differences' });
  await expect(forest.locator('[data-chart] svg').first()).toBeVisible();
  const planned = page.getByRole('region', { name: 'Verdicts, planned', exact: true });
  await expect(planned.getByRole('listitem')).toHaveCount(6);
  await expect(planned.getByRole('table').getByRole('row')).toHaveCount(7);
  await expect(page.getByRole('region', { name: 'Cells, map' }).getByRole('table')).toBeVisible();
  await expect(page.getByRole('region', { name: 'What ran' })).toContainText(/cpu/i);
  expect(await violationsOf(page)).toEqual([]);
  await expectNoSidewaysScroll(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await colourViolationsOf(page)).toEqual([]);
  expect(watched.consoleErrors).toEqual([]);
});
