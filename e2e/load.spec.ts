import { expect, test } from '@playwright/test';
import { encodeLink } from '../src/experiment/link.ts';
import { parsePayload } from '../src/experiment/link-payload.ts';
import { smallCrowd } from '../src/ui/pages/load/testing/small-crowd.ts';
import { LabPage } from './lab-page.ts';
import { expectNoViolationsInEitherTheme } from './violations.ts';

test('turns a crowd loose on the CPU engine, switches who is next in mid-run, and leads from a token to its step', async ({
  page,
}) => {
  const lab = new LabPage(page);
  // A crowd of seconds, not of minutes.
  await page.goto(`/#load/${encodeLink(parsePayload({ experiment: smallCrowd })).slice(1)}`);
  await page.getByRole('radio', { name: /^CPU/ }).check();
  await page.getByLabel(/^Lengths/).fill('3');
  await page.getByLabel(/^Peak/).fill('4');
  // Held, and no faster than life: it would else be over before a busy machine has switched anything.
  await page.getByLabel('Speed').selectOption('1');
  await page.getByRole('button', { name: 'Turn the crowd loose' }).click();
  const status = page.locator('[data-part="load-status"]');
  await expect(status).toHaveText(/^Running: \d+ requests? in .* of the virtual clock/, { timeout: 60_000 });
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByLabel('Who is next').selectOption('prefill-first');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(status).toHaveText(/^Done: /, { timeout: 120_000 });

  const timeline = page.getByRole('slider', { name: 'Step of the run' });
  await expect(timeline).toHaveAttribute('aria-valuetext', /^step \d+ of \d+, M = /);
  await timeline.focus();
  await timeline.press('ArrowLeft');
  await timeline.press('Enter');
  await expect(page.locator('[data-part="load-why"]')).toBeFocused();
  const tokens = page.getByRole('list', { name: 'Tokens of the watched request' }).getByRole('button');
  await tokens.nth(2).click();
  await expect(page.getByText(/^Token 2 of/)).toBeVisible();
  await tokens.nth(2).press('ArrowRight');
  await expect(page.getByText(/^Token 3 of/)).toBeVisible();
  await expect(
    page.getByRole('region', { name: 'Latencies, table' }).getByRole('row', { name: /^TTFT/ }),
  ).toContainText('ms');

  await expect(page.getByText(/^Switched on the way: prefill first at /)).toBeVisible();
  await expect(page.locator('[data-part="load-ran"]')).toBeHidden();
  await page.getByLabel(/^Noise/).fill('10');
  await expect(page.getByText('What is shown is of the run before your last changes.')).toBeVisible();

  await expectNoViolationsInEitherTheme(page);
  expect(lab.consoleErrors).toEqual([]);
});
