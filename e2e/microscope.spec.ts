import { expect, type Locator, test } from '@playwright/test';
import { LabPage, shortExperiment } from './lab-page.ts';
import { expectNoSidewaysScroll } from './sideways.ts';
import { violationsOf } from './violations.ts';

/** The text of the element that has the focus, as a screen reader names it. */
async function focused(within: Locator): Promise<string | null> {
  return await within.locator(':focus').getAttribute('aria-label');
}

test('a step is looked into: from the first rounded bit to the token', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(shortExperiment(4, 'variant'));
  await lab.runButton.click();
  await lab.waitUntilDone();
  const pair = lab.pair('alone', 'company');
  await pair.getByRole('option').nth(2).focus();
  await page.keyboard.press('Enter');
  await pair.getByRole('button', { name: 'Look into this step' }).click();
  const microscope = pair.getByRole('region', { name: 'Microscope at token 2' });
  await expect(microscope).toBeVisible({ timeout: 120_000 });
  await expect(microscope).toBeFocused();

  await test.step('the story is of this token, and says how its plans differ', async () => {
    await expect(microscope.locator('[data-part="look-story"] p').first()).toHaveText(
      /^At token 2, the sum of \d+ products in layer 0's .* \(company, M = 2\) .* ulp of f32 (lower|higher) in company/,
    );
    await microscope.getByText(/^Plans of this step: \d of 7 differ; M = 1 in A, 2 in B$/).click();
    await expect(microscope.getByRole('row', { name: /^≠ qkv/ })).toContainText('16 lanes');
  });

  await test.step('the map is walked by keyboard, and what is walked to opens', async () => {
    const map = microscope.getByRole('region', { name: 'Layers and operations' });
    const first = map.getByRole('button', { name: /, the first to differ$/ });
    await first.focus();
    const start = await focused(map);
    await page.keyboard.press('ArrowRight');
    expect(await focused(map)).toMatch(/^layer 1's/);
    await page.keyboard.press('ArrowLeft');
    expect(await focused(map)).toBe(start);
    await expect(first).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await expect(map.locator(':focus')).toHaveAttribute('aria-label', 'the embedding: equal bits');
    await first.click();
  });

  await test.step('both trees end in the bits that are shown, which are those of the device', async () => {
    const bits = microscope.getByRole('region', { name: 'Bits of the element' });
    for (const [letter, arm] of [
      ['A', 'alone'],
      ['B', 'company'],
    ]) {
      const side = microscope.getByRole('region', { name: `Reduction in ${letter}, ${arm}` });
      await expect(side).toContainText('The root equals what the engine computed bit for bit');
      const sum = await side.locator('[data-part="sum-figures"] dd').first().textContent();
      await expect(bits.getByRole('row', { name: new RegExp(`^${letter} [01]`) })).toContainText(sum!);
    }
    const slider = microscope.getByRole('slider');
    const before = await slider.getAttribute('aria-valuetext');
    await slider.press('ArrowRight');
    await expect(slider).not.toHaveAttribute('aria-valuetext', before!);
  });

  await test.step('a tree opens down to its terms', async () => {
    const side = microscope.getByRole('region', { name: 'Reduction in A, alone' });
    const closed = side.locator('details:not([open]) > summary');
    const terms = side.getByRole('region', { name: 'Terms of this lane' });
    const [, products] = /(\d+) terms/.exec(
      (await microscope
        .getByText(/\d+ terms/)
        .first()
        .textContent())!,
    )!;
    // Sixteen lanes share the terms out; the first row is the head.
    const rows = Number(products) / 16 + 1;
    // Level by level, and from the root again where the trees of the element just chosen take the place of those before.
    await expect(async () => {
      if ((await terms.count()) === 0) await closed.last().click({ timeout: 1_000 });
      await expect(terms.getByRole('row')).toHaveCount(rows, { timeout: 200 });
    }).toPass({ timeout: 60_000, intervals: [50] });
  });

  expect(await violationsOf(page, '[data-part="microscope"]')).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
  await page.setViewportSize({ width: 1280, height: 800 });

  await test.step('the way leads to the first token that differs, and out', async () => {
    await microscope.getByRole('button', { name: 'Go to token 0, the first that differs' }).click();
    const there = pair.getByRole('region', { name: 'Microscope at token 0' });
    await expect(there).toBeVisible({ timeout: 120_000 });
    await there.getByRole('button', { name: 'Close the microscope' }).click();
    await expect(pair.getByRole('button', { name: 'Look into this step' })).toBeVisible();
  });
  expect(lab.consoleErrors).toEqual([]);
});

test('a difference that came in through the cache is followed to the step that wrote it', async ({
  page,
}) => {
  const lab = new LabPage(page);
  const experiment = shortExperiment(3, 'variant');
  const [probe, mate] = experiment.requests;
  // The batchmate shares the prompt's step only: the later steps of both arms compute alike.
  // In f32, where no rounding takes the difference away before it is cached.
  const arms = experiment.arms.map((arm) => ({ ...arm, dtype: 'f32' }));
  // Long enough that the larger products of the prompt's step are split otherwise.
  const long = { ...mate, noise: { kind: 'spam', seed: 3, tokens: 60 }, maxNewTokens: 1 };
  await lab.open({ ...experiment, arms, requests: [probe, long] });
  await lab.runButton.click();
  await lab.waitUntilDone();
  const pair = lab.pair('alone', 'company');
  await pair.getByRole('option').nth(1).focus();
  await page.keyboard.press('Enter');
  await pair.getByRole('button', { name: 'Look into this step' }).click();
  const microscope = pair.getByRole('region', { name: 'Microscope at token 1' });
  await expect(microscope).toContainText('came in through the keys and values of earlier positions', {
    timeout: 120_000,
  });
  await expect(microscope).toContainText('Plans of this step: all the same');
  await microscope.getByRole('button', { name: 'Find the step that wrote the difference' }).click();
  await microscope.getByRole('button', { name: 'Go to token 0, which wrote it' }).click({ timeout: 120_000 });
  const there = pair.getByRole('region', { name: 'Microscope at token 0' });
  await expect(there.locator('[data-part="look-story"] p').first()).toHaveText(/^At token 0, the sum of/, {
    timeout: 120_000,
  });
  expect(lab.consoleErrors).toEqual([]);
});
