import { readFile } from 'node:fs/promises';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { LabPage } from './lab-page.ts';
import { expectNoSidewaysScroll } from './sideways.ts';
import { violationsOf } from './violations.ts';

const BENCH = '#kernels/matmul/432/70/variant/64/bf16';

async function expectNoViolation(page: Page, where: string): Promise<void> {
  expect.soft(await violationsOf(page), where).toEqual([]);
}

const slider = (page: Page): Locator => page.getByRole('slider', { name: 'M, rows in the step' });
const verdict = (page: Page): Locator => page.getByRole('region', { name: 'Verdict of the test' });
const editor = (page: Page): Locator => page.getByRole('textbox', { name: /^WGSL of/ });

/** Pastes the original of `split-k` with a piece of it replaced. */
async function rewrite(page: Page, from: string, to: string): Promise<void> {
  const original = await readFile('shaders/learn/split_k.wgsl', 'utf8');
  expect(original).toContain(from);
  await editor(page).click();
  await page.keyboard.press('Control+a');
  await editor(page).evaluate(
    (content, pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      content.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    },
    original.replace(from, to),
  );
}

test('the panel: plans, a sweep that finds where the bits change, keys, and a link to the place', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await page.goto(`/${BENCH}/8`);
  const bits = page.getByRole('region', { name: 'Bits of row 0' });
  await expect(bits).toContainText('70 elements differ from M = 1');
  await expect(bits).toContainText('A replay of the plan on the CPU gives every one of these bits');
  await expect(page.getByRole('region', { name: 'Time' })).toContainText(/median.*[µm]s/);
  const plans = page.getByRole('region', { name: 'Reduction plans' });
  await expect(plans.getByRole('img')).toHaveCount(2);

  await page.getByRole('button', { name: 'Run M = 1 to 128' }).click();
  await expect(page.getByText('its bits change at M = 2, 33, 65 and 97.')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('nothing else changes them')).toBeVisible();

  await lab.tabTo(slider(page));
  await page.keyboard.press('PageUp');
  await expect(slider(page)).toHaveAttribute('aria-valuetext', /^M = 33\. M = 33 to 64: plan 3, result C/);
  await page.keyboard.press('ArrowLeft');
  await expect(page).toHaveURL(new RegExp(`${BENCH}/32$`));
  await page.keyboard.press('Home');
  await expect(plans).not.toContainText('the same at');
  await expect(bits).toContainText('have the bits that they have at M = 1');

  await page.getByLabel('Kernel set').selectOption('invariant');
  await expect(page).toHaveURL(/matmul\/432\/70\/invariant\/64\/bf16\/1$/);
  await page.getByRole('button', { name: 'Run M = 1 to 128' }).click();
  await expect(page.getByText('One result for all 128 M')).toBeVisible({ timeout: 60_000 });
  expect(lab.consoleErrors).toEqual([]);
});

test('the table keeps its height after the lessons, whose sheets once made it 21 px high', async ({
  page,
}) => {
  const heading = page.getByRole('heading', { level: 2 });
  for (const [lesson, title] of [
    ['why-reorder', 'Why a GPU reorders'],
    ['three-kernels', 'Three kernels'],
    ['the-price', 'What it costs to stop it'],
  ]) {
    await page.goto(`/#learn/${lesson}`);
    await expect(heading.filter({ hasText: title })).toBeVisible();
  }
  await page.goto(`/${BENCH}/8`);
  const table = page.getByRole('region', { name: 'Plans and results by M' });
  await expect(table).toBeVisible();
  // The header and four bands; how many rows there are follows what has been computed by now.
  expect((await table.boundingBox())!.height).toBeGreaterThan(100);
});

test('a link that leads to no kernel says why', async ({ page }) => {
  await page.goto('/#kernels/matmul/0');
  await expect(page.getByRole('alert')).toHaveText(
    'This link leads to no kernel: K: expected an integer from 1 to 4096, found 0',
  );
});

test('the editor: an error at its place, mended; a verdict; a kernel that hangs is survived', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await page.goto('/#kernels/edit/split-k');
  await expect(page.getByText('Compiles on this device.')).toBeVisible();

  await rewrite(page, 'var total = 0.0;', 'var total = nothing;');
  await expect(page.getByText('Does not compile: 1 error.')).toBeVisible();
  const error = page.getByRole('listitem').filter({ hasText: "unresolved value 'nothing'" });
  await error.getByRole('button', { name: 'line 33, column 15' }).click();
  await expect(editor(page)).toBeFocused();
  await expect(page.locator('.cm-activeLine')).toHaveText('  var total = nothing;');
  await expect(page.locator('.cm-lintRange-error')).toBeVisible();
  await page.reload();
  await expect(page.getByText('Does not compile: 1 error.')).toBeVisible();
  await page.getByRole('button', { name: 'Back to the original' }).click();
  await expect(page.getByText('Compiles on this device.')).toBeVisible();

  const run = page.getByRole('button', { name: 'Run the test' });
  await run.click();
  await expect(verdict(page)).toContainText('No: at M = 9 the bits are others.', { timeout: 60_000 });
  await expect(verdict(page)).toContainText('M = 2 to 8 were run');

  // Its splits no longer follow M.
  await rewrite(page, 'return max(1u, BUSY / tiles);', 'return max(1u, BUSY / max(1u, 0u * tiles));');
  await run.click();
  await expect(verdict(page)).toContainText('Yes, as far as tested.', { timeout: 60_000 });

  await rewrite(page, 'split < count; split++', 'split < count; split += 0u');
  await run.click();
  await expect(verdict(page)).toContainText(/the one at line 34 had made the most rounds/, {
    timeout: 60_000,
  });

  // The tester's device is its own: the lab's goes on.
  await page.goto(`/${BENCH}/2`);
  await expect(page.getByRole('region', { name: 'Bits of row 0' })).toContainText('differ from M = 1');
  expect(lab.consoleErrors).toEqual([]);
});

test('without WebGPU the plans are replayed, and the editor says what is missing', async ({ page }) => {
  await page.route('**/{lab-worker,workbench-tester}-*.js', async (route) => {
    const answer = await route.fetch();
    const hide = "Object.defineProperty(WorkerNavigator.prototype, 'gpu', { get: () => undefined });";
    await route.fulfill({ response: answer, body: `${hide}\n${await answer.text()}` });
  });
  await page.goto(`/${BENCH}/8`);
  await expect(page.getByRole('note')).toContainText('the plans are replayed on the CPU');
  await page.getByRole('button', { name: 'Run M = 1 to 128' }).click();
  await expect(page.getByText('in this replay: its bits change at M = 2, 33, 65 and 97.')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Time' })).toContainText('Nothing to time');
  await page.goto('/#kernels/edit/row-dot');
  await expect(page.getByRole('note')).toContainText('compiling and testing them takes WebGPU');
  await expect(page.getByRole('button', { name: 'Run the test' })).toBeDisabled();
  // The editor asks for its worker, which nothing here waits for: a test that ends takes the answer from under its hands.
  await page.unrouteAll({ behavior: 'wait' });
});

/** By keys from four workers to three: the tree's sum stays, others' do not. */
async function lookAtWorkers(page: Page): Promise<void> {
  await page.getByRole('slider', { name: 'Workers that share the sum, slider' }).press('ArrowLeft');
  await expect(page).toHaveURL(/#kernels\/workers\/1536\/3\/3$/);
  await expect(page.getByRole('region', { name: 'The tree' })).toContainText('shared by 3 workers');
  const sums = page.getByRole('region', { name: 'The sums' });
  await expect(sums.getByRole('listitem').first()).toContainText('= the bits of one worker');
  await expect(sums.getByRole('listitem').nth(1)).toContainText('≠ the bits of one worker');
  await expectNoViolation(page, 'workers');
  await expectNoSidewaysScroll(page);
}

// Each theme and each device once.
for (const [device, colorScheme, viewport] of [
  ['desktop', 'light', { width: 1440, height: 900 }],
  ['phone', 'dark', { width: 390, height: 844 }],
] as const) {
  test(`no violation, ${device}, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    await page.goto(`/${BENCH}/8`);
    await page.getByRole('button', { name: 'Run M = 1 to 128' }).click();
    await expect(page.getByText('Every M was run')).toBeVisible({ timeout: 60_000 });
    await expectNoViolation(page, 'bench');
    await expectNoSidewaysScroll(page);

    await page.goto('/#kernels/plans/attention/32/8/64/2048/64/flash-decoding/6');
    const plan = page.getByRole('region', { name: 'The plan' });
    await expect(plan).toContainText('flash-decoding at M = 6: 8 splits of 256');
    await plan.getByText('FlashAttention 2').click();
    await expectNoViolation(page, 'plans');
    await expectNoSidewaysScroll(page);

    await page.goto('/#kernels/workers/1536/3/4');
    await lookAtWorkers(page);

    await page.goto('/#kernels/edit/split-k');
    await expect(page.getByText('Compiles on this device.')).toBeVisible();
    await page.getByRole('button', { name: 'Run the test' }).click();
    await expect(verdict(page)).toBeVisible({ timeout: 60_000 });
    await rewrite(page, 'var total = 0.0;', 'var total = nothing;');
    await expect(page.getByText('Does not compile: 1 error.')).toBeVisible();
    await page.getByLabel('Show changes').check();
    await expectNoViolation(page, 'editor');
    await expectNoSidewaysScroll(page);
  });
}
