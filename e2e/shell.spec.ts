import { expect, test } from '@playwright/test';
import { LabPage, shortExperiment } from './lab-page.ts';
import { expectNoSidewaysScroll } from './sideways.ts';

test('commands are found, chosen and run by keyboard alone', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(shortExperiment(2));
  await page.getByRole('radio', { name: /^CPU/ }).check();
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Commands' });
  await expect(palette.getByPlaceholder('Type what you want to do')).toBeFocused();
  await page.keyboard.type('run the exp');
  await expect(palette.getByRole('option').first()).toContainText('Run the experiment');
  await page.keyboard.press('Enter');
  await expect(palette).toBeHidden();
  await lab.waitUntilDone();

  await page.keyboard.press('Control+k');
  await page.keyboard.type('zzzz');
  await expect(palette).toContainText('Nothing here has that name.');
  await page.keyboard.press('Escape');
  await expect(palette).toBeHidden();
  expect(lab.consoleErrors).toEqual([]);
});

test('the shortcut sheet lists every key of the table, and the keys do what it says', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(shortExperiment(2));
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet).toContainText('Run the experiment');
  await expect(sheet).toContainText('Open the command palette');
  // A dialog keeps its keys: nothing opens behind it.
  await page.keyboard.press('l');
  await expect(page.getByRole('dialog')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await page.keyboard.press('l');
  await expect(page.getByRole('dialog', { name: 'Share this experiment' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('radio', { name: /^CPU/ }).check();
  await page.keyboard.press('Control+Enter');
  await lab.waitUntilDone();
});

test('settings take effect at once, stay, and what is kept can be forgotten', async ({ page }) => {
  const lab = new LabPage(page);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' });
  await lab.open();
  await page.evaluate(() => localStorage.setItem('batchmates.certificates', '[]'));
  await page.getByRole('button', { name: 'Settings' }).click();
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('radio', { name: 'dark' }).check();
  await settings.getByRole('radio', { name: 'reduced' }).check();
  await settings.getByRole('checkbox', { name: /spaces/ }).check();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await settings.getByRole('button', { name: 'Forget: Certificates of this adapter' }).click();
  await expect(settings).not.toContainText('Certificates of this adapter');
  expect(await page.evaluate(() => localStorage.getItem('batchmates.certificates'))).toBeNull();

  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('html')).toHaveAttribute('data-motion', 'reduced');
  await expect(page.getByRole('checkbox', { name: 'Show spaces' }).first()).toBeChecked();
});

test('the device report names adapter, limits and versions, and no prompt', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(shortExperiment(2));
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox').fill('device report');
  await page.keyboard.press('Enter');
  const report = page.getByRole('textbox', { name: 'Report' });
  await expect(report).toHaveValue(/^Batchmates: \d+\.\d+\.\d+$/m);
  await expect(report).toHaveValue(/^maxBufferSize: \d+$/m);
  await expect(report).toHaveValue(/^adapter: .*swiftshader/im);
  await expect(report).not.toHaveValue(/Once upon a time|#v1/);
});

test('the example stands until something runs or changes, and comes back with its preset', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.open();
  const note = page.getByRole('region', { name: 'Shipped example' });
  await expect(note).toContainText('Computed earlier on');
  await expect(lab.pair('alone', 'company')).toContainText(/fork at token \d+/);
  await lab.open(shortExperiment(2));
  await expect(note).toBeHidden();
  await expect(lab.pair('alone', 'company')).toContainText('not run yet');
  await lab.runOnCpu();
  await expect(note).toBeHidden();
});

test('the example is on a phone’s first screen, before the setup', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const lab = new LabPage(page);
  await lab.open();
  await expect(page.getByRole('heading', { name: /^The same question/ })).toBeInViewport();
  for (const side of [0, 1]) await expect(page.locator('[data-part="branch"]').nth(side)).toBeInViewport();
  const top = async (selector: string) => (await page.locator(selector).first().boundingBox())!.y;
  expect(await top('[data-part="lead"]')).toBeLessThan(await top('[data-part="setup"]'));
  await expectNoSidewaysScroll(page);
  // The one button to run with, and Cancel beside it, stay in reach however far one scrolls.
  await expect(page.getByRole('button', { name: /^Run on/ })).toHaveCount(1);
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await expect(lab.runButton).toBeInViewport({ ratio: 1 });
  await expect(lab.cancelButton).toBeInViewport({ ratio: 1 });
});
