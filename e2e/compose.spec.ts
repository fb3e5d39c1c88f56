import { expect, type Locator, type Page, test } from '@playwright/test';
import { arm, card, cards, redo, undo } from './composer.ts';
import { LabPage, shortExperiment } from './lab-page.ts';
import { expectNoSidewaysScroll } from './sideways.ts';

async function names(page: Page): Promise<string[]> {
  await expect(cards(page).first()).toBeVisible();
  return await cards(page).locator('[data-part="card-head"] strong').allTextContents();
}

async function retype(lab: LabPage, field: Locator, text: string): Promise<void> {
  await lab.tabTo(field);
  await lab.page.keyboard.press('Control+A');
  await lab.page.keyboard.type(text);
}

test('an experiment is composed and run by keyboard alone', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await page.evaluate(() => {
    document.body.dataset.pointers = '0';
    const count = () => {
      document.body.dataset.pointers = String(Number(document.body.dataset.pointers) + 1);
    };
    addEventListener('pointerdown', count, true);
  });
  await lab.tabTo(page.getByRole('button', { name: 'Presets…' }));
  await page.keyboard.press('Enter');
  await lab.tabTo(page.getByRole('button', { name: 'New experiment' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Untitled experiment' })).toBeVisible();

  await lab.tabTo(card(page, 'probe'));
  await page.keyboard.press('Enter');
  await retype(lab, page.getByRole('textbox', { name: 'Text' }), 'The old king said');
  await retype(lab, page.getByRole('spinbutton', { name: 'New tokens' }), '4');

  await lab.tabTo(card(page, 'probe'), 9, 'Shift+Tab');
  await lab.tabTo(card(page, 'vague-1'), 2, 'ArrowDown');
  await page.keyboard.press('Delete');
  expect(await names(page)).toEqual(['probe']);

  await lab.tabTo(page.getByRole('button', { name: 'Add noise' }));
  await page.keyboard.press('Enter');
  await expect(card(page, 'characters-1')).toBeFocused();
  await retype(lab, page.getByRole('spinbutton', { name: 'Joins at step' }), '2');
  await lab.tabTo(card(page, 'characters-1'), 20, 'Shift+Tab');
  await page.keyboard.press('Alt+ArrowUp');
  await expect(card(page, 'characters-1')).toBeFocused();
  expect(await names(page)).toEqual(['characters-1', 'probe']);

  await lab.tabTo(arm(page, 'alone'));
  await lab.tabTo(arm(page, 'company'), 4, 'ArrowDown');
  await page.keyboard.press('Enter');
  await lab.tabTo(page.getByRole('combobox', { name: 'All operations' }));
  await page.keyboard.type('inv');
  await expect(arm(page, 'company')).toContainText('batch of 2 · invariant · bf16');

  // On the engine that compiles nothing, which is chosen by keyboard like all the rest.
  await lab.tabTo(page.getByRole('radio', { name: /^WebGPU/ }), 200, 'Shift+Tab');
  await lab.tabTo(page.getByRole('radio', { name: /^CPU/ }), 4, 'ArrowDown');
  await page.keyboard.press('Control+Enter');
  await lab.waitUntilDone();
  await expect(lab.pair('alone', 'company')).toContainText('The old king said');
  await expect(lab.pair('alone', 'company')).toContainText(/bit-identical|fork at token|differ/);
  expect(await page.locator('body').getAttribute('data-pointers')).toBe('0');
  expect(lab.consoleErrors).toEqual([]);
});

test('edits are undone and redone, what was typed in one go at once', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await expect(undo(page)).toBeDisabled();
  await card(page, 'needle').click();
  const text = page.getByRole('textbox', { name: 'Text' });
  await text.press('End');
  await text.pressSequentially(' a cat');
  await page.getByRole('spinbutton', { name: 'New tokens' }).fill('7');
  await expect(page.getByText('edited', { exact: true })).toBeVisible();
  await undo(page).click();
  await expect(page.getByRole('spinbutton', { name: 'New tokens' })).toHaveValue('64');
  await expect(text).toHaveValue('Once upon a time there was a a cat');
  await page.locator('h1').click();
  await page.keyboard.press('Control+z');
  await expect(text).toHaveValue('Once upon a time there was a');
  await expect(page.getByText('edited', { exact: true })).toBeHidden();
  await page.keyboard.press('Control+Shift+z');
  await expect(text).toHaveValue('Once upon a time there was a a cat');
  await redo(page).click();
  await expect(page.getByRole('spinbutton', { name: 'New tokens' })).toHaveValue('7');
});

/** The button is there while the pointer is over its card, which what has just opened may move from under it. */
async function mute(page: Page, card: number, name: string): Promise<void> {
  await expect(async () => {
    await cards(page).nth(card).hover({ timeout: 2_000 });
    await page.getByRole('button', { name: `${name}: Mute`, exact: true }).click({ timeout: 2_000 });
  }).toPass();
}

test('a batchmate is muted and comes back to its place', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  const [, mate] = await names(page);
  await mute(page, 1, mate);
  await expect(cards(page).nth(1)).toContainText('muted: in no arm');
  await expect(arm(page, 'company')).toContainText('batch of 7');
  await page.reload();
  await page.getByRole('button', { name: `${mate}: Muted` }).click();
  await expect(cards(page).nth(1)).toContainText('in company, company-invariant');
  await arm(page, 'company').click();
  await expect(page.locator('[data-part="members"] li').nth(1)).toContainText(mate);

  await mute(page, 0, 'needle');
  await expect(cards(page).first()).toContainText('arm "alone", requests: expected at least one');
});

test('many prompts are pasted at once, and join the company', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await page.getByRole('button', { name: 'Paste many…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Paste many prompts' });
  await dialog.getByRole('textbox').fill('Tell me a story\n\nSing a song\nand dance');
  await dialog.getByRole('radio', { name: 'Blank line between' }).check();
  await dialog.getByRole('button', { name: 'Add 2 requests' }).click();
  await expect(dialog).toBeHidden();
  expect((await names(page)).slice(-2)).toEqual(['text-1', 'text-2']);
  await expect(arm(page, 'company')).toContainText('batch of 10');
  await expect(arm(page, 'alone')).toContainText('batch of 1');
});

test('a company is filled with as much noise as asked for', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await page.getByRole('button', { name: 'Fill…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Fill the company' });
  await dialog.getByRole('spinbutton', { name: 'Batchmates' }).fill('4');
  await dialog.getByRole('spinbutton', { name: 'Share of noise' }).fill('50');
  await expect(dialog).toContainText('2 noise, 2 clean, for company, company-invariant');
  await dialog.getByRole('button', { name: 'Fill the company' }).click();
  await expect(cards(page)).toHaveCount(5);
  await expect(cards(page).filter({ hasText: 'clean' })).toHaveCount(2);
});

test('cards are dragged by pointer, and from their grips by keyboard', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(shortExperiment(4));
  const grip = page.getByRole('button', { name: 'Drag mate' });
  await grip.scrollIntoViewIfNeeded();
  const [from, to] = [await grip.boundingBox(), await cards(page).first().boundingBox()];
  await page.mouse.move(from!.x + 5, from!.y + 5);
  await page.mouse.down();
  await page.mouse.move(from!.x + 5, to!.y + 5, { steps: 6 });
  await page.mouse.up();
  await expect.poll(() => names(page)).toEqual(['mate', 'probe']);

  await grip.focus();
  await page.keyboard.press('Space');
  await expect(page.getByText('mate is over place 1 of 2.')).toBeAttached();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByText('mate is over place 2 of 2.')).toBeAttached();
  await page.keyboard.press('Space');
  await expect.poll(() => names(page)).toEqual(['probe', 'mate']);
});

test('a card is picked up, and opened, before what drags it and its form are loaded', async ({ page }) => {
  const lab = new LabPage(page);
  let letCome: () => void = () => undefined;
  const wanted = new Promise<void>((resolve) => {
    letCome = resolve;
  });
  await page.route('**/{drag-layer,request-form}-*.js', async (route) => {
    await wanted;
    await route.continue();
  });
  await lab.open(shortExperiment(4));
  await card(page, 'probe').click();
  await expect(card(page, 'probe')).toHaveAttribute('aria-expanded', 'true');
  const grip = page.getByRole('button', { name: 'Drag mate' });
  await grip.focus();
  for (const key of ['Space', 'ArrowUp']) await page.keyboard.press(key);
  await expect(grip).toBeFocused();
  letCome();
  await expect(page.getByText('mate is over place 1 of 2.')).toBeAttached();
  await expect(grip).toBeFocused();
  await expect(cards(page).first().getByRole('textbox', { name: 'Text' })).toBeVisible();
  await page.keyboard.press('Space');
  await expect.poll(() => names(page)).toEqual(['mate', 'probe']);
});

test('what is refused stays in its field, with the reason, and out of the experiment', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await card(page, 'needle').click();
  const text = page.getByRole('textbox', { name: 'Text' });
  const tokens = page.getByRole('spinbutton', { name: 'New tokens' });
  await text.fill('x'.repeat(20_001));
  await expect(text).toHaveAccessibleDescription(/20000/);
  await tokens.fill('99999');
  await expect(tokens).toHaveAccessibleDescription('expected at most 4096, found 99999');
  await card(page, 'needle').click();
  await expect(cards(page).first()).toContainText('Once upon a time there was a');
  await expect(cards(page).first()).toContainText('not in the experiment yet');
  await card(page, 'needle').click();
  await expect(tokens).toHaveValue('99999');
  await tokens.fill('5');
  await text.fill('Once');
  await expect(cards(page).first().locator('[data-part="problem"]').filter({ hasText: /./ })).toHaveCount(0);
  await expect(card(page, 'needle')).toContainText('+ 5 tokens');
});

test('an arm is duplicated as invariant, renamed and compared', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(shortExperiment(4, 'variant'));
  for (const name of ['alone', 'company']) {
    await arm(page, name).click();
    await page.getByRole('button', { name: 'Duplicate as invariant' }).click();
    await expect(arm(page, `${name}-invariant`)).toBeFocused();
  }
  const pairs = page.locator('[data-part="pairs-editor"] li');
  await expect(pairs).toHaveText([/alone against company/, /alone-invariant against company-invariant/]);
  const name = page.locator('[data-part="arms"]').getByRole('textbox', { name: 'Name' });
  await name.fill('crowd');
  await name.press('Enter');
  await expect(pairs.nth(1)).toContainText('alone-invariant against crowd');
  await expect(name).toBeFocused();
});

test('fits a phone with a card and an arm open', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const lab = new LabPage(page);
  await lab.open();
  await card(page, 'vague-1').click();
  await arm(page, 'company').click();
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Presets…' }).click();
  await expectNoSidewaysScroll(page);
  await page.keyboard.press('Escape');
  // Turned on its side, a tablet gets two panes: what is open stays so, down to the text that is being typed.
  const name = page.locator('[data-part="arms"]').getByRole('textbox', { name: 'Name' });
  await name.fill('half a na');
  await page.setViewportSize({ width: 1100, height: 844 });
  await expect(page.getByRole('separator', { name: 'Width of composing and results' })).toBeVisible();
  await expect(name).toHaveValue('half a na');
  await expect(name).toBeFocused();
  // A dialog stays modal when it is turned back.
  await page.getByRole('button', { name: 'Presets…' }).click();
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.locator('dialog:modal')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('dialog:modal')).toHaveCount(0);
});

test('an experiment is written as JSON: one experiment, one undo, and no text lost', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  const show = (name: 'Form' | 'JSON') => page.getByRole('radio', { name, exact: true }).check();
  const editor = page.getByRole('textbox', { name: 'Experiment as JSON' });
  const draft = page.locator('[data-part="json-draft"]');
  await show('JSON');
  await expect(editor).toContainText('"version": 1');

  const named = (name: string) =>
    JSON.stringify({
      version: 1,
      title: 'Typed',
      model: { name },
      requests: [{ id: 'p', role: 'probe', prompt: 'Once', maxNewTokens: 2 }],
      arms: [{ name: 'alone', requests: ['p'], kernels: 'variant' }],
    });
  const replace = async (text: string) => {
    await editor.press('Control+A');
    await page.keyboard.insertText(text);
  };
  await replace(named('random:giant'));
  await expect(draft).toContainText('model.name: expected a shape, one of "nano"');
  await show('Form');
  await expect(page.locator('[data-part="json-waits"]')).toBeVisible();
  await expect(card(page, 'needle')).toBeVisible();
  await show('JSON');
  await expect(editor).toContainText('random:giant');

  await replace(named('random:pico:1'));
  await expect(draft).toBeHidden();
  await expect(page.getByRole('heading', { name: 'Typed' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(editor).toContainText('"id": "needle"');
  await page.keyboard.press('Control+Shift+z');
  await expect(editor).toContainText('random:pico:1');
  await show('Form');
  // Four bytes, counted by the model’s own tokenizer.
  await expect(card(page, 'p')).toContainText('4 + 2 tokens');
  await page.keyboard.press('Control+Enter');
  await lab.waitUntilDone();
  await expect(lab.failure).toBeHidden();
  expect(lab.consoleErrors).toEqual([]);
});
