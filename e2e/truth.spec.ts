import { expect, test } from '@playwright/test';
import { LabPage } from './lab-page.ts';

const request = { maxNewTokens: 12, ignoreEos: true };

/** A probe alone and in company, with kernels of their own. */
const asked = (alone: unknown, company: unknown, dtype = 'bf16') => ({
  version: 1,
  title: 'Claimed',
  description: 'Company flips it at token 3.',
  requests: [
    { ...request, id: 'p', role: 'probe', prompt: 'Once upon a time there was a' },
    { ...request, id: 'n', role: 'noise', noise: { kind: 'spam', seed: 6, tokens: 40 } },
  ],
  arms: [
    { name: 'alone', requests: ['p'], kernels: alone, dtype },
    { name: 'company', requests: ['p', 'n'], kernels: company },
  ],
  compare: [['alone', 'company']],
});

test('a pair whose settings differ is asked as it is, and says so before and after', async ({ page }) => {
  const lab = new LabPage(page);
  const mixed = { matmul: 'variant', rmsnorm: 'invariant', attention: 'pinned' };
  await lab.open(asked('variant', mixed, 'f32'));
  await page.getByRole('radio', { name: /^CPU/ }).check();
  const words = /settings differ, A variant, f32, stored weights \/ B variant\/invariant\/pinned, bf16/i;
  await expect(lab.pair('alone', 'company').locator('[data-part="verdict"]')).toContainText(words);
  const questions = page.getByRole('region', { name: 'Ask why' });
  await expect(questions).toContainText(words);
  await questions.getByRole('button', { name: 'Bisect' }).click();
  const answer = page.getByRole('article', { name: 'Answer: Which operation?' });
  await expect(answer.getByRole('status')).toContainText(/^\S+ As it is: .* cannot be told from this pair$/, {
    timeout: 120_000,
  });
  await expect(answer).toContainText('as it is');
  await answer.getByRole('button', { name: 'Open the pair with the same settings' }).click();
  await expect(lab.pair('alone as company', 'company').locator('[data-part="verdict"]')).not.toContainText(
    words,
  );
  expect(lab.consoleErrors).toEqual([]);
});

test('a reference in f64 asked for during a replay waits, and both come', async ({ page }) => {
  const lab = new LabPage(page);
  // Other numbers: drawn with this seed the streams part at token 41, so that there is something past the fork.
  const base = asked('variant', 'variant', 'f32');
  const [probe, noise] = base.requests;
  const requests = [
    { ...probe, maxNewTokens: 48 },
    { ...noise, maxNewTokens: 4 },
  ];
  await lab.open({ ...base, requests, decoding: { temperature: 1, seed: 5 } });
  await lab.runOnCpu();
  const pair = lab.pair('alone', 'company');
  const replay = pair.getByRole('button', { name: 'Compare past the fork' });
  await expect(replay).toBeVisible();
  await pair.locator('[data-index="0"]').first().click();
  const reference = pair.getByRole('button', { name: 'Compute in f64' });
  await expect(reference).toBeVisible();
  await page.evaluate(() => {
    for (const name of ['Compare past the fork', 'Compute in f64'])
      [...document.querySelectorAll('button')].find(({ textContent }) => textContent === name)?.click();
  });
  await expect(pair.getByText('Teacher-forced replay:')).toBeVisible({ timeout: 120_000 });
  await expect(pair.locator('[data-part="reference"]')).toContainText('Against f64', { timeout: 120_000 });
  expect(lab.consoleErrors).toEqual([]);
});

test('an edit takes the claim away until it is kept', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(asked('variant', 'variant'));
  const description = page.locator('[data-part="description"]');
  await expect(description).toHaveText('Company flips it at token 3.');
  await page.getByText('Title and sampling').click();
  await page.getByRole('spinbutton', { name: 'Sampling seed' }).fill('7');
  await expect(page.getByRole('heading', { name: 'Edited: Claimed' })).toBeVisible();
  await expect(description).toBeHidden();
  await page.getByRole('button', { name: 'Keep them' }).click();
  await expect(page.getByRole('heading', { name: /^Claimed/ })).toBeVisible();
  await expect(description).toHaveText('Company flips it at token 3.');
});

test('a second tab is told of what another keeps, and nothing is overwritten unasked', async ({
  context,
}) => {
  const [first, second] = [await context.newPage(), await context.newPage()];
  const kept = () => first.evaluate(() => localStorage.getItem('batchmates.composed') ?? '');
  const retitle = async (page: typeof first, title: string) => {
    if (!(await page.getByRole('textbox', { name: 'Title' }).isVisible()))
      await page.getByText('Title and sampling').click();
    await page.getByRole('textbox', { name: 'Title' }).fill(title);
  };
  for (const page of [first, second]) await new LabPage(page).open();
  await retitle(first, 'Mine in the first');
  await expect.poll(kept).toContain('Mine in the first');
  await retitle(second, 'Mine in the second');
  const notice = second.getByText('Another tab keeps Mine in the first');
  await expect(notice).toBeVisible();
  expect(await kept()).toContain('Mine in the first');
  // What it has itself outlives a reload.
  await second.reload();
  await expect(second.getByRole('heading', { name: /^Mine in the second/ })).toBeVisible();
  await expect(notice).toBeVisible();
  await second.getByRole('button', { name: 'Keep this one' }).click();
  await expect(notice).toBeHidden();
  await expect(first.getByText('Another tab keeps Mine in the second')).toBeVisible();
  await first.getByRole('button', { name: 'Take that one' }).click();
  await expect(first.getByRole('heading', { name: /^Mine in the second/ })).toBeVisible();
  await expect(first.getByText('Your last experiment, Mine in the first, is kept.')).toBeVisible();
});
