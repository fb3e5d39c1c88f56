import { expect, test } from '@playwright/test';
import { LabPage } from './lab-page.ts';

/** Long enough to be stopped on the way by whoever has to find a button first. */
const LONG = { tokens: 400, mates: 60 };

/** A probe, batchmates from the start and one that joins two steps later; the kernels follow M. */
function company(maxNewTokens: number, kernels: 'variant' | 'invariant' = 'variant', count = 1) {
  const request = { maxNewTokens, ignoreEos: true };
  const mates = Array.from({ length: count }, (_, i) => ({
    ...{ ...request, id: `mate${i}`, role: 'noise' },
    noise: { kind: 'random-characters', seed: i + 2, tokens: 12 },
  }));
  return {
    version: 1,
    title: 'A company',
    requests: [
      { ...request, id: 'needle', role: 'probe', prompt: 'In a dark forest there lived', bos: false },
      ...mates,
      { ...request, id: 'late', role: 'noise', noise: { kind: 'spam', seed: 3, tokens: 9 }, arrival: 2 },
    ],
    arms: [
      { name: 'alone', requests: ['needle'], kernels },
      { name: 'company', requests: ['needle', ...mates.map(({ id }) => id), 'late'], kernels },
    ],
    compare: [['alone', 'company']],
  };
}

/** What is tested here is the same on every engine, and the CPU engine compiles nothing. */
async function openOnCpu(lab: LabPage, experiment: object): Promise<void> {
  await lab.open(experiment);
  await lab.page.getByRole('radio', { name: /^CPU/ }).check();
}

test('a run is paused, stepped and resumed', async ({ page }) => {
  const lab = new LabPage(page);
  await openOnCpu(lab, company(LONG.tokens, 'variant', LONG.mates));
  const tokens = () => page.locator('[role="option"]').count();
  await lab.runButton.click();
  await lab.waitForTokens();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(lab.status).toHaveText(/^Paused: /);
  const held = await tokens();
  await page.waitForTimeout(500);
  expect(await tokens()).toBe(held);

  // Arms take turns, so two steps give the probe a token on each side.
  const step = page.locator('[data-part="run-steps"]').getByRole('button', { name: 'Step' });
  await step.click();
  await expect.poll(tokens).toBe(held + 1);
  await expect(lab.status).toHaveText(/^Paused: /);
  await page.locator('body').press('.');
  await expect.poll(tokens).toBe(held + 2);

  await page.getByRole('button', { name: 'Resume' }).click();
  await lab.waitUntilDone(120_000);
  expect(await tokens()).toBe(2 * LONG.tokens);
  expect(lab.consoleErrors).toEqual([]);
});

test('a paused run is cancelled, and the next one is not paused', async ({ page }) => {
  const lab = new LabPage(page);
  await openOnCpu(lab, company(LONG.tokens, 'variant', LONG.mates));
  await lab.runButton.click();
  await lab.waitForTokens();
  await page.locator('body').press('k');
  await expect(lab.status).toHaveText(/^Paused: /);
  await lab.cancelButton.click();
  await expect(lab.status).toHaveText(/^Cancelled/);
  await openOnCpu(lab, company(3));
  await lab.runButton.click();
  await lab.waitUntilDone(120_000);
});

test('the timeline says who shared a step, in which plans, and follows the keyboard', async ({ page }) => {
  const lab = new LabPage(page);
  await openOnCpu(lab, company(5));
  await lab.runButton.click();
  await lab.waitUntilDone(120_000);
  const timeline = page.getByRole('region', { name: 'Step timeline' });
  const steps = timeline.getByRole('slider', { name: 'Step of arm company' });
  await steps.focus();
  await steps.press('Home');
  await expect(steps).toHaveAttribute('aria-valuetext', /^step 0 of \d+, M = 23: 2 prefills of 23 rows$/);
  await steps.press('ArrowRight');
  await expect(steps).toHaveAttribute('aria-valuetext', /^step 1 of \d+, M = 2: 2 decodes$/);
  await steps.press('ArrowRight');
  await expect(steps).toHaveAttribute('aria-valuetext', /: 1 prefill of 10 rows, 2 decodes$/);
  // The plans of the step beside those of the other arm at the same token, which is pinned in both streams.
  await expect(timeline.getByRole('row', { name: /^gate_up / })).toContainText('variant@1');
  await expect(timeline.getByRole('columnheader', { name: /^in alone, step 2, M = 1$/ })).toBeVisible();
  await expect(lab.pair('alone', 'company').locator('[data-index="2"][aria-selected="true"]')).toHaveCount(2);

  await timeline.getByRole('combobox').selectOption('alone');
  await expect(timeline.getByRole('slider')).toHaveAttribute('aria-valuetext', /M = 1: 1 decode$/);
});

test('bisect names the operation to blame, and opens its cure as an experiment', async ({ page }) => {
  const lab = new LabPage(page);
  await openOnCpu(lab, company(6));
  await page.getByLabel('First tokens').fill('3');
  await page.getByRole('button', { name: 'Bisect' }).click();
  const answer = page.getByRole('article', { name: 'Answer: Which operation?' });
  await expect(answer.getByRole('status')).toHaveText(/Matmul alone is to blame/, { timeout: 120_000 });
  await expect(answer.locator('[data-part="subset"][data-smallest]')).toContainText(
    'bit-identical over 3 tokens',
  );

  await answer.getByRole('button', { name: 'Open and run' }).click();
  await lab.waitUntilDone(120_000);
  await expect(lab.pair('alone-matmul', 'company-matmul')).toContainText('bit-identical: 6 tokens');
  expect(lab.consoleErrors).toEqual([]);
});

test('a search is stopped, keeps what it found, and leaves the page ready', async ({ page }) => {
  const lab = new LabPage(page);
  await openOnCpu(lab, company(24, 'invariant'));
  await page.getByRole('button', { name: 'Find a flip' }).click();
  const answer = page.getByRole('article', { name: 'Answer: How little does it take?' });
  await expect(answer.locator('[data-part="trial"]').first()).toBeVisible({ timeout: 120_000 });
  await expect(lab.status).toHaveText(/^Asking why: run \d+ of at most \d+$/);
  await answer.getByRole('button', { name: 'Stop the search' }).click();
  await expect(answer).toContainText('Stopped. What was found by then stays.', { timeout: 20_000 });
  expect(await answer.locator('[data-part="trial"]').count()).toBeGreaterThan(0);
  await expect(lab.status).toHaveText('The model is made ready when you first run.');
});
