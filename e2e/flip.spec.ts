import { expect, test } from '@playwright/test';
import { LabPage } from './lab-page.ts';

const noise = (kind: string, seed: number, tokens: number) => ({
  ...{ id: `${kind}-${seed}`, role: 'noise', maxNewTokens: 16, ignoreEos: true },
  noise: { kind, seed, tokens },
});

/** The needle among three of its batchmates, found by the search itself on a software adapter. */
const experiment = {
  version: 1,
  title: 'A batch that flips the needle',
  requests: [
    {
      ...{ id: 'needle', role: 'probe', prompt: 'Once upon a time there was a' },
      ...{ maxNewTokens: 16, ignoreEos: true },
    },
    noise('code-and-logs', 5, 5),
    noise('spam', 6, 52),
    noise('code-and-logs', 7, 60),
  ],
  arms: [
    { name: 'alone', requests: ['needle'], kernels: 'variant' },
    {
      name: 'company',
      requests: ['needle', 'code-and-logs-5', 'spam-6', 'code-and-logs-7'],
      kernels: 'variant',
    },
  ],
  compare: [['alone', 'company']],
};

test('a flip found on WebGPU is one that a run of its batch shows, down to the microscope', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.open(experiment);
  await page.getByRole('spinbutton', { name: 'batches' }).fill('6');
  await page.getByRole('button', { name: 'Find a flip' }).click();
  const answer = page.getByRole('article', { name: 'Answer: How little does it take?' });
  await expect(answer.locator('[data-part="finding-foot"], [data-part="finding-notes"]').first()).toBeVisible(
    { timeout: 150_000 },
  );
  const verdict = (await answer.getByRole('status').textContent()) ?? '';
  const [, token] = /flips? token (\d+)/.exec(verdict) ?? [];
  if (token === undefined) return await expectNoFlip(lab, verdict);
  await answer.getByRole('button', { name: `Run, then look into token ${token}` }).click();
  const pair = lab.pair('alone', 'company');
  await expect(pair.locator('[data-part="verdict"]')).toContainText(`fork at token ${token}:`, {
    timeout: 150_000,
  });
  const microscope = pair.getByRole('region', { name: `Microscope at token ${token}` });
  await expect(microscope).toBeVisible({ timeout: 120_000 });
  await expect(microscope).toBeFocused();
  expect(lab.consoleErrors).toEqual([]);
});

/**
 * Another adapter's own `exp` may leave this margin alone. The search then says how many batches it tried, offers nothing to
 * look into, and a run of the batch, which it tries first as it is, bears it out.
 */
async function expectNoFlip(lab: LabPage, verdict: string): Promise<void> {
  expect(verdict).toContain('No flip in 6 batches');
  await expect(lab.page.getByRole('button', { name: /^Run, then look/ })).toHaveCount(0);
  await lab.runButton.click();
  await lab.waitUntilDone(150_000);
  const { diffs } = await lab.savedRecord();
  expect(diffs.map(({ fork }) => fork)).toEqual([null]);
  expect(lab.consoleErrors).toEqual([]);
}
