import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { LabPage, shortExperiment } from './lab-page.ts';

const DIALOGS = ['Share: link', 'Show the keyboard shortcuts', 'Open the settings', 'Show the device report'];

async function expectNoViolation(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => `${where}: ${id} ${target.join(' ')}`),
  );
  // Soft: one run names what is wrong everywhere.
  expect.soft(found).toEqual([]);
}

async function openByName(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox').fill(name);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeHidden();
  await expect(page.getByRole('dialog').locator('button, input, dl').nth(1)).toBeVisible();
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [device, viewport] of [
    ['desktop', { width: 1440, height: 900 }],
    ['phone', { width: 390, height: 844 }],
  ] as const) {
    test(`no violation, ${device}, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      const lab = new LabPage(page);
      await lab.open();
      await expect(page.getByText('Computed earlier')).toBeVisible();
      await expectNoViolation(page, 'example');

      await page.keyboard.press('Control+k');
      await expect(page.getByRole('dialog')).toBeVisible();
      await expectNoViolation(page, 'Commands');
      await page.keyboard.press('Escape');
      for (const name of DIALOGS) {
        await openByName(page, name);
        await expectNoViolation(page, name);
        await page.keyboard.press('Escape');
      }

      await lab.open(shortExperiment(3));
      await lab.runOnCpu();
      await expectNoViolation(page, 'after a run');
      await page.goto('/#v1.AAAA');
      await expect(page.getByRole('alert')).toBeVisible();
      await expectNoViolation(page, 'refusal');
    });
  }
}
