import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { LabPage } from './lab-page.ts';
import { expectNoSidewaysScroll } from './sideways.ts';
import { colourViolationsOf, violationsOf } from './violations.ts';

/** Answers as Perfetto's page does, and keeps what it is given. */
const PERFETTO = `<!doctype html><title>stub</title><script>
  addEventListener('message', ({ source, data }) => {
    if (data === 'PING') source.postMessage('PONG', '*');
    else document.title = new TextDecoder().decode(data.perfetto.buffer).slice(0, 16) + data.perfetto.buffer.byteLength;
  });
</script>`;

test('one request: shown, measured on the CPU, saved, and handed to Perfetto on a click alone', async ({
  page,
  context,
}) => {
  const lab = new LabPage(page);
  const perfetto: string[] = [];
  await context.route('https://ui.perfetto.dev/**', async (route) => {
    perfetto.push(route.request().url());
    await route.fulfill({ contentType: 'text/html', body: PERFETTO });
  });
  await page.goto('/#audit/trace');
  await expect(page.getByText(/^Measured earlier: nano on/)).toBeVisible();
  expect.soft(await violationsOf(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect.soft(await colourViolationsOf(page)).toEqual([]);

  await page.getByRole('radio', { name: /^CPU/ }).check();
  await page.getByRole('combobox', { name: 'Model' }).selectOption('pico');
  await page.getByRole('combobox', { name: 'Pairs of requests' }).selectOption('none');
  await page.getByRole('checkbox', { name: 'a JSON line for each step' }).check();
  await page.getByRole('button', { name: 'Trace it here' }).click();
  await expect(page.getByText(/^Measured here: pico on the CPU engine/)).toBeVisible({ timeout: 60_000 });
  const table = page.getByRole('region', { name: 'Parts of the request, table' });
  await expect(table.getByRole('rowheader', { name: 'tokenise', exact: true })).toBeVisible();
  await expect(table.getByRole('rowheader', { name: 'log', exact: true })).toBeVisible();

  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save for Perfetto' }).click();
  const { traceEvents } = JSON.parse(await readFile(await (await coming).path(), 'utf8'));
  const names = traceEvents.map(({ name }: { name?: string }) => name);
  for (const name of ['request', 'schedule', 'qkv', 'detokenise', 'diff', 'deliver', 'draw'])
    expect(names).toContain(name);

  expect(perfetto, 'nobody was asked before the click').toEqual([]);
  expect(lab.foreignRequests).toEqual([]);
  const opening = context.waitForEvent('page');
  await page.getByRole('button', { name: 'Open in ui.perfetto.dev' }).click();
  const tab = await opening;
  await expect(tab).toHaveTitle(/^\{"traceEvents":\[\d+$/);
  await expect(
    page.getByText('ui.perfetto.dev has the trace, in its own tab of this browser.'),
  ).toBeVisible();
  expect(perfetto).toEqual(['https://ui.perfetto.dev/']);
  expect(lab.foreignRequests, 'of this page').toEqual([]);
  expect(lab.consoleErrors).toEqual([]);
  await tab.close();

  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
});
