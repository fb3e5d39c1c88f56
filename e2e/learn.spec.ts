import { expect, type Locator, type Page, test } from '@playwright/test';
import { LabPage, shortExperiment } from './lab-page.ts';
import { expectNoSidewaysScroll } from './sideways.ts';
import { colourViolationsOf, violationsOf } from './violations.ts';

const PAGES = [
  '#learn',
  '#learn/floats',
  '#learn/order-matters',
  '#learn/one-bit-to-another-word',
  '#learn/waiting',
  '#learn/leaking',
  '#learn/trades',
  '#learn/same-everywhere',
  '#learn/glossary',
  '#learn/story',
  '#learn/teachers',
  '#learn/check',
  '#learn/solutions/floats',
];

function stepOf(page: Page, title: string): Locator {
  return page.locator('[data-part="lesson-step"]', { has: page.getByRole('heading', { name: title }) });
}

async function expectDone(step: Locator): Promise<void> {
  await expect(step.locator('[data-part="lesson-task"]')).toContainText('Done.');
}

/** To a page of this visit, as a link in it leads there: what was run stays. */
async function follow(page: Page, address: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, address);
}

test('what a float is: completed by keyboard, and kept over a reload', async ({ page }) => {
  const lab = new LabPage(page);
  await page.goto('/#learn/floats');

  const bits = stepOf(page, 'Three fields');
  await expect(bits.locator('[data-part="lesson-task"]')).toContainText('Try it.');
  await bits.getByRole('button', { name: 'sign bit' }).focus();
  // 6.5 in bf16, bit by bit.
  for (const bit of '0100000011010000') {
    await page.keyboard.press(bit);
    await page.keyboard.press('ArrowRight');
  }
  await expect(bits.locator('output')).toContainText('6.5');
  await expectDone(bits);

  const grid = stepOf(page, 'A grid that doubles');
  await grid.getByRole('button', { name: '1,024' }).focus();
  await page.keyboard.press('Enter');
  await expect(grid).toContainText('Not this time. It is: 128.');
  await grid.getByRole('slider', { name: 'Point on the number line' }).focus();
  for (let i = 0; i < 5; i++) await page.keyboard.press('PageDown');
  await expectDone(grid);

  const rounding = stepOf(page, 'Every other number is rounded');
  await expect(rounding.getByText('the 1 is gone without a trace')).toBeHidden();
  await rounding.getByRole('button', { name: 'Show me' }).click();
  await expect(rounding.getByText('the 1 is gone without a trace')).toBeVisible();
  await rounding.getByRole('textbox').fill('257');
  await expect(rounding.locator('[data-part="rounding"]', { hasText: 'bf16' })).toContainText('256');
  await expectDone(rounding);

  const edges = stepOf(page, 'Where the line ends');
  await edges.getByRole('button', { name: '+1 ulp' }).focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press('Enter');
  await expect(edges.locator('output')).toContainText('∞');
  await expectDone(edges);

  const exit = stepOf(page, 'Exit check');
  for (const answer of ['2', '16,777,216', 'infinity in f16, 70,144 in bf16'])
    await exit.getByRole('button', { name: answer, exact: true }).press('Enter');
  await expectDone(exit);
  await exit.getByRole('textbox', { name: 'Name or initials' }).fill('Ada L.');
  await page.keyboard.press('Enter');
  const code = await exit.getByRole('textbox', { name: 'Code' }).inputValue();

  await page.reload();
  await expectDone(edges);
  await follow(page, '#learn/check');
  await page
    .getByRole('textbox', { name: 'Codes, a line each' })
    .fill(`${code}\n${code.replace('Ada', 'Eve')}`);
  await expect(page.getByRole('row').nth(1)).toContainText(/Ada L\..*What a float is.*✓ fits/);
  await expect(page.getByRole('row').nth(2)).toContainText('The checksum does not fit');
  await page.getByRole('link', { name: 'Lessons' }).click();
  const card = page.locator('[data-part="learn-card"]').filter({ hasText: 'What a float is' });
  await expect(card).toContainText('✓ finished');
  await page.getByRole('button', { name: 'Forget progress' }).click();
  await expect(card).toContainText('0 of 4 steps');
  await expect(page.getByRole('button', { name: 'Undo' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(card).toContainText('✓ finished');
  expect(lab.consoleErrors).toEqual([]);
});

test('the order of a sum: completed, with real sums', async ({ page }) => {
  const lab = new LabPage(page);
  await page.goto('/#learn/order-matters/race');
  const race = stepOf(page, 'Some orders are better than others');
  await expect(race).toBeFocused();
  await expect(race).toBeInViewport();

  const grouping = stepOf(page, 'Two ways to add three numbers');
  await expect(grouping).toContainText('Both ways agree.');
  for (const [name, value] of [
    ['a', '256'],
    ['b', '1'],
    ['c', '-256'],
  ])
    await grouping.getByLabel(name, { exact: true }).fill(value);
  await expect(grouping).toContainText('The two ways differ by 1.');
  await expect(grouping.locator('[data-part="digit"][data-lost]').first()).toHaveText('1');
  await expectDone(grouping);

  const shuffle = stepOf(page, 'One list, many sums');
  await shuffle.getByRole('button', { name: 'Shuffle once' }).click();
  await expect(shuffle).toContainText(/2 orders, [12] different sums?\./);
  await shuffle.getByRole('button', { name: '1,000 times' }).click();
  await expect(shuffle).toContainText(/1,002 orders, \d\d different sums\./);
  await expectDone(shuffle);

  await race.getByRole('radio', { name: '0.1 each' }).check();
  await race.getByRole('slider').press('End');
  await expect(race.getByRole('row', { name: /^Kahan/ })).toContainText(/0(\.\d+)? ulp/);
  await expectDone(race);
  expect(lab.consoleErrors).toEqual([]);
});

test('from one bit to another word: down to the bits of a run of the page', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(shortExperiment(6, 'variant'));
  await lab.runOnCpu();
  await follow(page, '#learn/one-bit-to-another-word');

  const fork = stepOf(page, 'Two answers to one prompt');
  await expect(fork).toContainText('From your run');
  await fork.getByRole('button', { name: /^token 0/ }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await fork.getByRole('button', { name: 'They never part' }).click();
  await expectDone(fork);

  const lead = stepOf(page, 'A narrow lead');
  await lead.getByRole('slider').press('End');
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowLeft');
  await expectDone(lead);

  const look = stepOf(page, 'Run it, and look inside');
  await look.getByRole('button', { name: 'Look into the step' }).click();
  await expect(look).toContainText('Looked into token', { timeout: 120_000 });
  await expectDone(look);

  const map = stepOf(page, 'Which operation was first');
  await expect(map.locator('[data-part="lesson-task"]')).toContainText('Try it.');
  // The question comes before the picture that answers it.
  await expect(map.getByRole('button', { name: /, the first to differ$/ })).toHaveCount(0);
  await map.getByRole('button', { name: 'Show me' }).click();
  await map.getByRole('button', { name: /, the first to differ$/ }).click();
  await expectDone(map);

  const sum = stepOf(page, 'Two orders of one sum');
  const side = sum.getByRole('region', { name: 'Reduction in A, alone' });
  await expect(side).toContainText('bit for bit');
  for (let depth = 0; depth < 4; depth++) await side.locator('summary').last().click();
  await expectDone(sum);

  const up = stepOf(page, 'Back up to the word');
  await expect(up).toContainText('At token');
  await up.getByRole('button', { name: 'no, only the same one' }).click();
  await expectDone(up);

  expect(await violationsOf(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
  expect(lab.consoleErrors).toEqual([]);
});

test('a link with locks keeps answers and later steps, and says so', async ({ page }) => {
  await page.goto('/#learn/why-reorder?lock=answers.order.lab');
  await expect(page.locator('[data-part="locks"]')).toContainText('answers are kept for class');
  await expect(page.locator('[data-part="lesson-step"]')).toHaveCount(1);
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeHidden();
  await page.getByRole('slider').press('End');
  const split = stepOf(page, 'Cutting the sums');
  await split.getByRole('button', { name: '4 parts' }).click();
  await expect(split).toContainText('Noted. The answer is kept for class.');
  await expect(split).not.toContainText('64 workgroups over 16 tiles leave');
  await expect(page.locator('[data-part="lesson-step"]')).toHaveCount(2);
});

test('the story is walked by keys, each scene with its address, and Back leads out of it', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await page.goto('/#learn');
  await page.getByRole('link', { name: 'The story in two minutes' }).click();
  await expect(page.getByRole('heading', { name: 'One prompt, two answers' })).toBeVisible();
  await expect(page.getByText('Computed earlier on')).toBeVisible();
  for (const scene of ['rounding', 'tree', 'batch']) {
    await page.keyboard.press('ArrowRight');
    await expect(page).toHaveURL(new RegExp(`#learn/story/${scene}$`));
  }
  await page.keyboard.press('ArrowLeft');
  await expect(page).toHaveURL(/#learn\/story\/tree$/);
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'How one rounded bit becomes another word' })).toBeVisible();
  expect(lab.consoleErrors).toEqual([]);
});

test('an address that names nothing is told so, with what there is', async ({ page }) => {
  await page.goto('/#learn/nothing');
  await expect(page.getByRole('alert')).toContainText('There is no lesson “nothing”');
  await expect(page.locator('[data-part="learn-card"]')).toHaveCount(12);
  await follow(page, '#learn/floats/nothing');
  await expect(page.getByRole('alert')).toContainText('no step “nothing”');
});

test('no violation in light and dark, and no sideways scroll', async ({ page }) => {
  for (const address of PAGES) {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`/${address}`);
    await expect(page.getByRole('heading', { level: 2 })).toBeVisible();
    expect.soft(await violationsOf(page), address).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect.soft(await colourViolationsOf(page), `${address}, dark`).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    await expectNoSidewaysScroll(page, address);
  }
});
