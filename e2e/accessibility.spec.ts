import { expect, type Page, test } from '@playwright/test';
import { arm, card } from './composer.ts';
import { LabPage, shortExperiment } from './lab-page.ts';
import { colourViolationsOf, violationsOf } from './violations.ts';

const DIALOGS = ['Share: link', 'Show the keyboard shortcuts', 'Open the settings', 'Show the device report'];

/** @param within a selector of what changed: all of a page takes seconds to look through. */
async function expectNoViolation(page: Page, where: string, within?: string): Promise<void> {
  // Soft: one run names what is wrong everywhere.
  expect.soft(await violationsOf(page, within), where).toEqual([]);
}

async function expectNoViolationInAnyTheme(page: Page, where: string, within?: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  await expectNoViolation(page, `${where}, light`, within);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect.soft(await colourViolationsOf(page, within), `${where}, dark`).toEqual([]);
}

const DIALOG = 'dialog[open]';

async function openByName(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox').fill(name);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeHidden();
  await expect(page.getByRole('dialog').locator('button, input, dl').nth(1)).toBeVisible();
}

test('the page of the web components shows them, without a violation', async ({ page }) => {
  // A token that is still coming in has less contrast.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/elements/index.html');
  await expect(page.locator('batchmates-fork').first()).toContainText('They part at token 33');
  await expect(page.locator('batchmates-tree svg')).toHaveCount(3);
  await expect(page.locator('batchmates-ulp-histogram').first()).toContainText('values differ in their bits');
  await expectNoViolationInAnyTheme(page, 'web components');
});

/** Keys belong to a dialog until it is gone. */
async function close(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
}

// Each theme and each device once.
for (const [device, colorScheme, viewport] of [
  ['desktop', 'light', { width: 1440, height: 900 }],
  ['phone', 'dark', { width: 390, height: 844 }],
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
    await expectNoViolation(page, 'Commands', DIALOG);
    await close(page);
    for (const name of DIALOGS) {
      await openByName(page, name);
      await expectNoViolation(page, name, DIALOG);
      await close(page);
    }

    await lab.open(shortExperiment(3));
    await lab.runOnCpu();
    await expectNoViolation(page, 'after a run');
    await page.goto('/#v1.AAAA');
    await expect(page.getByRole('alert')).toBeVisible();
    await expectNoViolation(page, 'refusal');
  });
}

test('no violation in what is opened to compose', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await page.getByRole('button', { name: 'Presets…' }).click();
  await expect(page.getByRole('dialog').locator('[data-part="gallery"]')).toBeVisible();
  await expectNoViolationInAnyTheme(page, 'gallery', DIALOG);
  await page.keyboard.press('Escape');
  await page.locator('[data-part="other-engines"] summary').click();
  await card(page, 'needle').click();
  await expectNoViolationInAnyTheme(page, 'request editor', '[data-part="batch"]');
  await arm(page, 'company').click();
  await expectNoViolationInAnyTheme(page, 'arm editor', '[data-part="arms"]');
});

test('no violation in the answers, the timeline and the microscope', async ({ page }) => {
  const lab = new LabPage(page);
  const { arms, ...experiment } = shortExperiment(3, 'variant');
  // Two pairs: what is there twice needs names that tell them apart.
  const f32 = { ...arms[1], name: 'company-f32', dtype: 'f32' };
  const compare = [...experiment.compare, ['alone', 'company-f32']];
  await lab.open({ ...experiment, arms: [...arms, f32], compare });
  await lab.runOnCpu();
  const first = lab.pair('alone', 'company');
  await first.getByRole('option').nth(1).click();
  await first.getByText('Every token in figures').click();
  await page.getByText(/^All \d+ steps as a table$/).click();
  await expectNoViolation(page, 'timeline', '[data-section="timeline"]');

  const questions = [
    ['Bisect', 'Which operation?'],
    ['Mute one by one', 'Which neighbour?'],
    ['Find a flip', 'How little does it take?'],
  ] as const;
  await page.getByRole('spinbutton', { name: 'batches' }).fill('3');
  for (const [button, title] of questions) {
    await page.getByRole('button', { name: button }).click();
    const answer = page.getByRole('article', { name: `Answer: ${title}` });
    await expect(answer.locator('[data-part="finding-foot"]')).toBeVisible({ timeout: 60_000 });
  }
  await expectNoViolationInAnyTheme(page, 'answers', '[data-section="why"]');

  const bisected = page.getByRole('article', { name: 'Answer: Which operation?' });
  await bisected.getByRole('button', { name: /^Look into token \d+$/ }).click();
  await expect(first.getByRole('region', { name: /^Microscope at token/ })).toBeVisible({ timeout: 60_000 });
  await expectNoViolationInAnyTheme(page, 'microscope', '[data-part="microscope"]');
  expect(lab.consoleErrors).toEqual([]);
});
