import { expect, test } from '@playwright/test';
import { LabPage } from './lab-page.ts';

test('a word tells its meaning under the pointer, with the focus and at a tap, and Escape takes it away', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.open();
  await page.getByText('More figures').first().click();
  const word = page.getByRole('button', { name: 'max ulp' }).first();
  const tip = page.locator('[data-part="term-tip"]');
  await word.hover();
  await expect(tip).toContainText('Unit in the last place');
  await expect(word).toHaveAccessibleDescription(/doubles at every power of two/);
  await page.mouse.move(0, 0);
  await expect(tip).toBeHidden();

  await word.focus();
  await page.keyboard.press('Shift+Tab');
  // By way of the link in the meaning of the word before.
  await lab.tabTo(word, 3);
  await expect(tip).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(tip).toBeHidden();
  await expect(word).toBeFocused();

  await word.click();
  await expect(tip).toBeVisible();
  // What lies elsewhere is pressed as ever, and the meaning goes away.
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expect(tip).toBeHidden();
  await page.keyboard.press('Escape');

  await word.click();
  await tip.getByRole('link', { name: 'Glossary' }).click();
  await expect(page.locator('[data-part="glossary-entry"][data-addressed]')).toContainText('ulp');
  await expect(page.locator('[data-part="glossary-entry"][data-addressed]')).toBeInViewport();
  await page.getByRole('link', { name: 'rounding', exact: true }).first().click();
  await expect(page.locator('[data-part="glossary-entry"][data-addressed] dt')).toHaveText('rounding');
  await expect(page.locator('[data-part="glossary-entry"][data-addressed] dt')).toBeFocused();
  expect(lab.consoleErrors).toEqual([]);
});

test('a meaning stays within a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/#learn/floats');
  const words = page.locator('[data-part="term-word"]');
  for (const word of (await words.all()).slice(0, 6)) {
    await word.click();
    const box = await page.locator('[data-part="term-tip"]').boundingBox();
    expect(box && box.x >= 0 && box.x + box.width <= 390).toBe(true);
  }
});

test('an entry that there is not is told so', async ({ page }) => {
  await page.goto('/#learn/glossary/nothing');
  await expect(page.getByRole('alert')).toContainText('There is no entry “nothing”');
});
