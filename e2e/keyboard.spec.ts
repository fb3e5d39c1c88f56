import { expect, test } from '@playwright/test';
import { SECTION_IDS } from '../src/ui/state/sections.ts';
import { EXAMPLE_PAIR, LabPage } from './lab-page.ts';

/** Presses of Tab from the top of the page to the first token of the results. */
const MOST_TABS = 12;

test('the results are near for a keyboard, and focus goes where the marks go', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  const pair = lab.pair(...EXAMPLE_PAIR);
  const tokenAt = (side: 'a' | 'b', index: number) =>
    pair.locator(`[data-side="${side}"] [data-index="${index}"]`);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Skip to results' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Results', exact: true })).toBeFocused();
  const streams = String(SECTION_IDS.indexOf('streams') + 1);
  await page.keyboard.press(streams);
  await lab.tabTo(tokenAt('a', 0), MOST_TABS - 1);

  // The next difference is the fork; arrow keys go on from there.
  await page.keyboard.press('n');
  await expect(pair.locator('[data-side="a"] [aria-selected="true"]')).toBeFocused();
  const fork = Number(await page.locator(':focus').getAttribute('data-index'));
  expect(fork).toBeGreaterThan(0);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await expect(tokenAt('b', fork + 1)).toBeFocused();

  // Sections by number, as the rail has them.
  const rail = page.getByRole('navigation', { name: 'Sections of the results' });
  await rail.getByRole('button', { name: 'Timeline' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Step timeline' })).toBeFocused();
  await expect(page.getByRole('heading', { name: 'Step timeline' })).toBeInViewport();
  await expect(rail.locator('[aria-current]')).toHaveText('Timeline');
  await page.keyboard.press(streams);
  await expect(rail.locator('[aria-current]')).toHaveText('Streams');
  await expect(page.getByRole('heading', { name: 'Token streams' })).toBeInViewport();

  // What is being read stays where it is while the experiment is edited.
  const before = await pair.boundingBox();
  await page.keyboard.press('0');
  await expect(page.getByRole('region', { name: 'Composing' })).toBeFocused();
  await page.getByText('Title and sampling').click();
  await page.getByRole('textbox', { name: 'Title' }).fill('Another');
  await expect(page.locator('[data-part="whose"]')).toHaveText(/^Results of the earlier experiment/);
  await expect(tokenAt('a', fork)).toBeVisible();
  expect(await pair.boundingBox()).toEqual(before);
  expect(lab.consoleErrors).toEqual([]);
});
