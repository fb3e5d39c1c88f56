import { expect, type Locator, type Page, test } from '@playwright/test';
import { LabPage } from './lab-page.ts';
import { expectNoSidewaysScroll } from './sideways.ts';
import { violationsOf } from './violations.ts';

/** Opens a lesson; its page is fetched when it is first asked for. */
async function openLesson(page: Page, id: string): Promise<LabPage> {
  const lab = new LabPage(page);
  await page.goto(`/#learn/${id}`);
  await expect(page.locator('[data-part="lesson"]')).toBeVisible();
  return lab;
}

function step(page: Page, title: string): Locator {
  return page
    .locator('section[data-part="lesson-step"]')
    .filter({ has: page.getByRole('heading', { name: title }) });
}

async function expectDone(section: Locator, timeout = 20_000): Promise<void> {
  await expect(section.locator('[data-part="lesson-task"]')).toContainText('Done.', { timeout });
}

/** Sets a slider by keys alone: from its beginning, so many steps to the right. */
async function slide(section: Locator, name: string | RegExp, presses: number): Promise<void> {
  const slider = section.getByRole('slider', { name });
  await slider.focus();
  await slider.press('Home');
  for (let press = 0; press < presses; press++) await slider.press('ArrowRight');
}

async function answer(section: Locator, option: string | RegExp): Promise<void> {
  const predict = section
    .locator('[data-part="predict"]')
    .filter({ has: section.page().getByRole('button', { name: option }) });
  await predict.getByRole('button', { name: option }).press('Enter');
  await expect(predict.locator('[data-part="predict-verdict"]')).toHaveText('You predicted it.');
}

/** No violation, and nothing wider than a phone. */
async function expectFit(page: Page, lab: LabPage): Promise<void> {
  expect(await violationsOf(page, '[data-part="lesson"]')).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  expect(lab.consoleErrors).toEqual([]);
}

test('why a GPU reorders: from tiles to bits that hold', async ({ page }) => {
  const lab = await openLesson(page, 'why-reorder');
  const tiles = step(page, 'A machine to fill');
  await expect(tiles).toContainText('8 tiles; 56 of 64 idle.');
  await slide(tiles, /^M,/, 95);
  await expect(tiles.locator('[data-part="lesson-task"]')).toContainText('Try it.');
  await tiles.getByRole('slider').press('ArrowRight');
  await expectDone(tiles);

  const split = step(page, 'Cutting the sums');
  await answer(split, '4 parts');
  await slide(split, /^M,/, 15);
  await expect(split.getByRole('img', { name: 'K = 512: 512 terms in 4 runs of 128' })).toBeVisible();
  await expectDone(split);

  const bits = step(page, 'Your row, bit by bit');
  await expect(bits).toContainText('= all 64 outputs of row 0 have the bits of M = 1');
  await bits.getByRole('button', { name: /^variant, M 9 to 32: bits C$/ }).press('Enter');
  await expect(bits).toContainText(/≠ \d+ of 64 outputs of row 0 differ from M = 1/);
  await expect(bits.getByRole('row', { name: /^A xor B/ })).toContainText(/\d bits?/);
  await expectDone(bits);

  const order = step(page, 'One order, many tilings');
  await answer(order, 'Never');
  await order.getByRole('radio', { name: 'invariant' }).check();
  await slide(order, /^M,/, 63);
  await expect(order).toContainText('= all 64 outputs of row 0 have the bits of M = 1');
  await expectDone(order);

  const shape = step(page, 'Shapes that split, and shapes that do not');
  await slide(shape, /^N,/, 6);
  await expect(shape.getByRole('button', { name: /^variant, M 2 to 128/ })).toBeVisible();
  await expectDone(shape);
  await expectFit(page, lab);
});

test('three kernels: each one’s reduction, stepped and split', async ({ page }) => {
  const lab = await openLesson(page, 'three-kernels');
  const sums = step(page, 'Three sums in a model');
  await slide(sums, /^M,/, 6);
  await expect(sums.getByRole('region', { name: 'attention' })).toContainText('= as alone');
  await sums.getByRole('slider').press('ArrowRight');
  await expectDone(sums);

  const norm = step(page, 'The norm, and what rounding swallows');
  await norm.getByRole('button', { name: /^0 of/ }).press('Enter');
  await slide(norm, /^M,/, 7);
  await expectDone(norm);

  const online = step(page, 'Attention without seeing the end');
  await answer(online, 'Never');
  await online.getByRole('radio', { name: 'scores falling' }).check();
  await online.getByRole('button', { name: 'Step', exact: true }).press('Enter');
  await expect(online).toContainText('key 0');
  await online.getByRole('button', { name: 'To the end' }).press('Enter');
  await expect(online).toContainText('0 times');
  await expect(online).toContainText(/Two passes in f64 give/);
  await expectDone(online);

  const kv = step(page, 'Splits of a context');
  await answer(kv, '1: not cut at all');
  await slide(kv, 'rows decoding in the step', 63);
  await expect(kv.getByRole('img', { name: 'variant: 300 keys in 1 run of 300' })).toBeVisible();
  await expect(kv.getByRole('img', { name: /^invariant: 300 keys in 5 runs/ })).toBeVisible();
  await expect(kv.getByText('= the bits it has alone')).toHaveCount(2);
  await expectDone(kv);

  const prefill = step(page, 'What was cached before');
  await slide(prefill, 'keys that were cached before the step', 50);
  await expect(prefill.getByText('= the bits it has with nothing cached')).toHaveCount(2);
  await expectDone(prefill);
  await expectFit(page, lab);
});

test('what it costs: the bench on this device, cancelled and run', async ({ page }) => {
  const lab = await openLesson(page, 'the-price');
  const idle = step(page, 'Two ways to hold still');
  await answer(idle, '16');
  await idle.getByRole('radio', { name: 'invariant' }).check();
  await expectDone(idle);

  const measure = step(page, 'The bench on your device');
  const button = measure.getByRole('button', { name: 'Measure on this device' });
  await expect(measure).toContainText('a software adapter, where a processor plays the GPU');
  await measure.getByRole('radio', { name: 'pinned' }).check();
  await button.press('Enter');
  await expect(measure.getByText(/^Measuring: decode/)).toBeVisible({ timeout: 60_000 });
  await measure.getByRole('button', { name: 'Cancel' }).press('Enter');
  await expect(measure.getByText('Cancelled.')).toBeVisible({ timeout: 60_000 });
  await button.press('Enter');
  await expectDone(measure, 200_000);
  for (const rows of [1, 8, 32]) {
    const table = measure.getByRole('region', { name: `Times at M = ${rows}` });
    await expect(table.getByRole('row', { name: /^invariant [\d.]+ ms/ })).toBeVisible();
  }
  await expect(measure).toContainText(/had the highest median at M = 1/);

  const read = step(page, 'Reading a ratio');
  const finding = read.getByRole('region', { name: 'Finding at M = 8' });
  // One of the three is what the interval says; which one is the device's own.
  for (const option of await finding.getByRole('button').all()) {
    await option.press('Enter');
    if (await finding.getByText('✓ That is what this interval says.').isVisible()) break;
  }
  await expectDone(read);
  await expectFit(page, lab);
});

test('neighbours: other contents leave every bit, other shapes do not', async ({ page }) => {
  const lab = await openLesson(page, 'neighbours');
  const ways = step(page, 'Three ways to reach you');
  await answer(ways, 'Nothing at all');
  await answer(ways, 'The bits can change, though no content did');
  await expectDone(ways);

  const content = step(page, 'Other contents, same shapes');
  // Firefox runs it on the device; here on the engine that compiles nothing and needs no certificate.
  await content.getByRole('radio', { name: /CPU/ }).check();
  await content.getByRole('button', { name: /^Run on/ }).press('Enter');
  await expectDone(content, 200_000);
  await expect(content.getByText(/= the same 6 tokens, and all [\d,]+ logits bit for bit/)).toHaveCount(3);

  const shape = step(page, 'Same contents, other shapes');
  await shape.getByRole('button', { name: /^Run on/ }).press('Enter');
  await expectDone(shape, 200_000);
  for (const set of ['invariant', 'pinned']) {
    const pairs = shape.getByRole('listitem').filter({ hasText: `${set}-these against` });
    await expect(pairs.getByText('= the same 6 tokens')).toHaveCount(2);
  }
  const variant = shape.getByRole('listitem').filter({ hasText: 'variant-these against variant-alone' });
  await expect(variant).toContainText(/≠ [\d,]+ of [\d,]+ logits differ, from token 0 on/);

  const load = step(page, 'Who comes when');
  await answer(load, 'Token 10 and all after it');
  await slide(load, 'it arrives at step', 12);
  await expect(load).toContainText('it can reach token 12 and all after it; the first 12 are safe.');
  await expectDone(load);

  const conclude = step(page, 'What follows, and what does not');
  for (const predict of await conclude.locator('[data-part="predict"]').all()) {
    await predict.getByRole('button', { name: 'It follows' }).press('Enter');
  }
  await expect(conclude.getByText('You predicted it.')).toHaveCount(2);
  await expectDone(conclude);
  await expectFit(page, lab);
});
