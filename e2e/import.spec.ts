import { expect, test } from '@playwright/test';
import { violationsOf } from './violations.ts';

test('two runs of anything are compared from files, and nothing of them leaves the page', async ({
  page,
}) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`));
  await page.goto('/#compare/logits');
  await expect(page.getByText(/forks at row 4/)).toBeVisible();
  await expect(page.locator('[data-part="histogram"] canvas')).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect.soft(await violationsOf(page), colorScheme).toEqual([]);
  }
  asked.length = 0;
  const answer = (tokens: readonly string[]) => ({
    name: 'mine.json',
    mimeType: 'application/json',
    buffer: Buffer.from(
      JSON.stringify({
        choices: [{ text: tokens.join(''), logprobs: { tokens, token_logprobs: tokens.map(() => -0.5) } }],
      }),
    ),
  });
  await page.getByLabel('File of run A').setInputFiles(answer(['a', ' b', ' c']));
  await page.getByLabel('File of run B').setInputFiles(answer(['a', ' d', ' c']));
  await expect(page.getByText("The sequence forks at token 1: A ' b' / B ' d'")).toBeVisible();
  await expect(page.getByRole('option', { name: /differs: the fork/ })).toHaveCount(2);
  expect(asked.filter((request) => !request.startsWith('GET '))).toEqual([]);
});
