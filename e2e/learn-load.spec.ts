import { expect, type Locator, type Page, test } from '@playwright/test';
import { LabPage } from './lab-page.ts';
import { expectNoSidewaysScroll } from './sideways.ts';
import { colourViolationsOf, violationsOf } from './violations.ts';

function stepOf(page: Page, title: string): Locator {
  return page.locator('[data-part="lesson-step"]', { has: page.getByRole('heading', { name: title }) });
}

async function expectDone(step: Locator, timeout = 20_000): Promise<void> {
  await expect(step.locator('[data-part="lesson-task"]')).toContainText('Done.', { timeout });
}

async function slide(step: Locator, name: RegExp, presses: number): Promise<void> {
  const slider = step.getByRole('slider', { name });
  await slider.press('Home');
  for (let press = 0; press < presses; press++) await slider.press('ArrowRight');
}

/** On the CPU, which is the fastest way where a processor plays the GPU. */
async function run(step: Locator): Promise<void> {
  await step.getByRole('radio', { name: 'on the CPU' }).check({ force: true });
  await step.getByRole('button', { name: /^Run on/ }).click();
  await expectDone(step, 120_000);
}

test('waiting: a queue, a pool and policies by keys, then memory that runs out on the engine', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await page.goto('/#learn/waiting');
  const queue = stepOf(page, 'A queue before you');
  await slide(queue, /came before you/, 1);
  await expect(queue.locator('[data-part="lesson-task"]')).toContainText('Try it.');
  await queue.getByRole('slider', { name: /came before you/ }).press('ArrowRight');
  await expectDone(queue);
  await expect(queue).toContainText('then you were in 24 steps, as you are alone');

  const memory = stepOf(page, 'A pool that runs out');
  await expect(memory).toContainText('You never give way.');
  const pool = memory.getByRole('slider', { name: 'blocks in the pool' });
  await pool.press('End');
  while (await memory.getByText('You never give way.').isVisible()) await pool.press('ArrowLeft');
  await expectDone(memory);
  await memory.getByRole('radio', { name: 'to host memory and back' }).check({ force: true });
  await expect(memory).toContainText('You give way once');
  await expect(memory.getByRole('img', { name: /^Blocks in step \d+: \d+ of \d+ held/ })).toBeVisible();

  const policies = stepOf(page, 'Who waits instead');
  await expect(policies.getByRole('row', { name: /^bounded queue/ })).toContainText('told no');
  await slide(policies, /may wait in the bounded queue/, 3);
  await expectDone(policies);

  const real = stepOf(page, 'Giving way, for real');
  await run(real);
  await expect(real.getByText('= the same bits')).toHaveCount(2);
  await expect(real.getByText('≠ other bits')).toHaveCount(4);
  await expect(real).toContainText('the eldest loses 96 keys');
  await real.getByRole('radio', { name: 'swap, invariant' }).check({ force: true });
  await expect(real.getByRole('img', { name: /of the arm swap, invariant/ })).toBeVisible();
  expect(await violationsOf(page, '[data-part="lesson"]')).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
  expect(lab.consoleErrors).toEqual([]);
});

test('trades: a scale and an effort by keys, then guesses and another model on the engine', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await page.goto('/#learn/trades');
  const scale = stepOf(page, 'One scale for all');
  await slide(scale, /the neighbour’s largest number/, 10);
  await expect(scale).toContainText('your 2 is still there.');
  await scale.getByRole('slider', { name: /the neighbour’s largest number/ }).press('ArrowRight');
  await expect(scale).toContainText('your 2 is lost: it reads as 0.');
  await expectDone(scale);

  const effort = stepOf(page, 'Thinking less');
  await slide(effort, /come right behind you/, 8);
  await expect(effort.locator('[data-part="lesson-task"]')).toContainText('Try it.');
  await effort.getByRole('slider', { name: /come right behind you/ }).press('ArrowRight');
  await expect(effort).toContainText('You are left 96 of 160 tokens.');
  await expectDone(effort);

  const drafts = stepOf(page, 'Guess and verify');
  await run(drafts);
  await expect(drafts.getByText('= the same bits')).toHaveCount(3);
  await expect(drafts.getByText('≠ other bits')).toHaveCount(3);
  await expect(drafts).toContainText(/invariant, 4 drafted: [1-9]\d* of \d+ guesses stand/);

  const model = stepOf(page, 'Another model answers');
  await run(model);
  await expect(model.getByRole('row', { name: /^two of nano .* of 12 1$/ })).toBeVisible();
  await expect(model.getByRole('row', { name: /^overflow to pico .* of 12 2$/ })).toBeVisible();
  expect(await violationsOf(page, '[data-part="lesson"]')).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
  expect(lab.consoleErrors).toEqual([]);
});

test('leaking: the mask, warm and cold on the engine, and a stranger who takes the shared path', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await page.goto('/#learn/leaking');
  const mask = stepOf(page, 'One comparison between you');
  await mask.getByRole('radio', { name: 'without it' }).check({ force: true });
  await expect(mask.getByRole('img', { name: '35 places where you see the neighbour' })).toBeVisible();
  await expectDone(mask);

  const cascade = stepOf(page, 'Who decides about your bits');
  await slide(cascade, /begin alike/, 3);
  await expect(cascade).toContainText('12 of your 12 steps take the shared path.');
  await slide(cascade, /a stranger arrives/, 4);
  await expect(cascade).toContainText('9 of your 12 steps take the shared path.');
  await expectDone(cascade);

  const warm = stepOf(page, 'Warm and cold');
  await run(warm);
  await expect(warm.getByText('= the same bits')).toHaveCount(2);
  await expect(warm).toContainText('warm, invariant: 96 of 122 prompt tokens found');
  expect(await violationsOf(page, '[data-part="lesson"]')).toEqual([]);
  expect(lab.consoleErrors).toEqual([]);
});

test('the tax: a load, a window and a canary by keys', async ({ page }) => {
  const lab = new LabPage(page);
  await page.goto('/#learn/the-tax');
  const mean = stepOf(page, 'Why the mean lies');
  await slide(mean, /requests a second/, 3);
  await expect(mean.locator('[data-part="lesson-task"]')).toContainText('Try it.');
  await mean.getByRole('slider', { name: /requests a second/ }).press('ArrowRight');
  await expectDone(mean);
  await expect(mean.getByRole('img', { name: /^Latencies at 40 requests a second/ })).toBeVisible();

  const alarm = stepOf(page, 'Three sigma at large n');
  await slide(alarm, /values in a window/, 1);
  await expect(alarm).toContainText('does not alarm by its mean; KS sees it.');
  await expect(alarm.locator('[data-part="lesson-task"]')).toContainText('Try it.');
  await alarm.getByRole('slider', { name: /values in a window/ }).press('End');
  await expectDone(alarm);
  await expect(alarm.getByRole('row', { name: /^variance doubled/ })).toContainText('quiet');

  const canary = stepOf(page, 'What a canary can see');
  await slide(canary, /points fewer right answers/, 2);
  await expect(canary.locator('[data-part="lesson-task"]')).toContainText('Try it.');
  await canary.getByRole('slider', { name: /points fewer right answers/ }).press('ArrowRight');
  await expectDone(canary);
  await expect(canary).toContainText('the canary must answer 313 requests');
  expect(await violationsOf(page, '[data-part="lesson"]')).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await colourViolationsOf(page, '[data-part="lesson"]')).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
  expect(lab.consoleErrors).toEqual([]);
});
