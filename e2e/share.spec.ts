import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { decodeLink, encodeLink } from '../src/experiment/link.ts';
import { parsePayload } from '../src/experiment/link-payload.ts';
import { LabPage, shortExperiment } from './lab-page.ts';

const experiment = shortExperiment(3);
/** Claims no invariance, so that a run on WebGPU needs no certificate first. */
const plain = shortExperiment(3, 'variant');

test('a link opened elsewhere gives the same fingerprints, and the receipt says so', async ({
  page,
  browser,
}) => {
  const lab = new LabPage(page);
  await lab.open(plain);
  await lab.runButton.click();
  await lab.waitUntilDone();
  const sent = await lab.savedRecord();
  const dialog = await lab.openShare();
  await expect(dialog.getByRole('checkbox', { name: /receipt/ })).toBeChecked();
  const address = await dialog.getByRole('textbox', { name: 'Link' }).inputValue();
  expect(decodeLink(address).experiment.model.hash).toBe(sent.model.hash);

  const context = await browser.newContext();
  const other = new LabPage(await context.newPage());
  await other.page.goto(address);
  const receipt = other.page.getByRole('region', { name: 'Receipt' });
  await expect(receipt).toContainText('This link carries 2 fingerprints');
  await other.runButton.click();
  await other.waitUntilDone();
  await expect(receipt).toContainText('Same bits as the sender’s adapter');
  await expect(receipt).toContainText('2 of 2 fingerprints agree');
  const received = await other.savedRecord();
  const prints = (record: typeof sent) =>
    record.arms.flatMap((arm) => arm.requests.map((of) => of.fingerprint));
  expect(prints(received)).toEqual(prints(sent));
  expect(other.consoleErrors).toEqual([]);
  await context.close();
});

test('a receipt of other bits is told from the sender’s, stream by stream', async ({ page }) => {
  const fingerprints = { 'alone/probe': '0'.repeat(64), 'gone/probe': '1'.repeat(64) };
  const payload = parsePayload({ experiment, expected: { adapter: 'Somebody’s GPU', fingerprints } });
  const lab = new LabPage(page);
  await page.goto(`/${encodeLink(payload)}`);
  await lab.runOnCpu();
  const receipt = page.getByRole('region', { name: 'Receipt' });
  await expect(receipt).toContainText('Other bits than the sender’s adapter');
  await expect(receipt).toContainText('0 of 2 fingerprints agree with those from Somebody’s GPU');
  await receipt.getByText('Fingerprints', { exact: true }).click();
  await expect(receipt.getByRole('row', { name: /alone\/probe/ })).toContainText('different');
  await expect(receipt.getByRole('row', { name: /gone\/probe/ })).toContainText('not run');
});

test('controls that a link hides stay hidden', async ({ page }) => {
  const payload = parsePayload({ experiment: plain, view: { hide: ['engine', 'share', 'presets'] } });
  const lab = new LabPage(page);
  await page.goto(`/${encodeLink(payload)}`);
  await expect(page.getByRole('button', { name: /^Run on/ }).first()).toBeVisible();
  const gone = async () => {
    await expect(page.getByRole('radio', { name: /^WebGPU/ })).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Share', exact: true })).toHaveCount(0);
    await expect(page.getByRole('button', { name: /Presets/ })).toHaveCount(0);
  };
  await gone();
  await page.keyboard.press('l');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('share');
  await expect(page.getByRole('option', { name: /^Share/ })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await lab.runButton.click();
  await lab.waitUntilDone();
  await gone();
});

test('the dialog hides what is ticked, and the embed link is the compact page', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(plain);
  const dialog = await lab.openShare();
  await dialog.getByRole('checkbox', { name: 'the choice of engine' }).check();
  const address = await dialog.getByRole('textbox', { name: 'Link' }).inputValue();
  expect(decodeLink(address).view).toEqual({ embed: false, hide: ['engine'] });
  const snippet = await dialog.getByRole('textbox', { name: 'Embed' }).inputValue();
  const [, source] = /^<iframe src="([^"]+)"/.exec(snippet)!;

  // The whole way: a frame in another page of the same host.
  await page.route('**/host.html', (route) => route.fulfill({ contentType: 'text/html', body: snippet }));
  await page.goto('/host.html');
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('heading', { name: 'A short run' })).toBeVisible();
  await expect(frame.getByRole('button', { name: 'Settings' })).toHaveCount(0);
  await expect(frame.locator('[data-part="setup"]')).toHaveCount(0);
  await frame.getByRole('button', { name: /^Run on/ }).click();
  await expect(frame.getByText(/computed here on/)).toBeVisible({ timeout: 150_000 });
  expect(decodeLink(source).view?.embed).toBe(true);
  expect(lab.consoleErrors).toEqual([]);
});

test('copies, and where the browser forbids it, selects the text', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const lab = new LabPage(page);
  await lab.open(experiment);
  const dialog = await lab.openShare();
  const link = dialog.getByRole('textbox', { name: 'Link' });
  await dialog.getByRole('button', { name: 'Copy: Link' }).click();
  await expect(dialog.getByRole('button', { name: 'Copy: Link' })).toHaveText('Copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await link.inputValue());

  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('forbidden'));
  });
  await dialog.getByRole('button', { name: 'Copy: Markdown' }).click();
  await expect(dialog).toContainText('the text is selected');
  const selected = await page.evaluate(() => {
    const { value, selectionStart, selectionEnd } = document.activeElement as HTMLTextAreaElement;
    return selectionStart === 0 && selectionEnd === value.length && value.startsWith('**A short run**');
  });
  expect(selected).toBe(true);
  await dialog.getByRole('button', { name: 'Put this link into the address bar' }).click();
  expect(page.url()).toBe(await link.inputValue());
});

test('saves the tokens as CSV and the streams as a picture', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(experiment);
  await lab.runOnCpu();
  const dialog = await lab.openShare();
  const saved = async (name: string) => {
    const download = page.waitForEvent('download');
    await dialog.getByRole('button', { name }).click();
    const file = await download;
    return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
  };
  const csv = await saved('Tokens, CSV');
  expect(csv.name).toBe('a-short-run-tokens.csv');
  const [head, ...lines] = csv.bytes.toString().trimEnd().split('\r\n');
  expect(head).toContain('position,token_a,text_a');
  expect(lines).toHaveLength(3);
  expect(lines[2]).toMatch(/^,"alone","company","probe",2,\d+,/);
  expect(lines[2]).toContain('invariant@1 replayed as planned');

  const png = await saved('Streams, PNG');
  expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(png.bytes.readUInt32BE(16)).toBe(1920);
  const chart = await saved('Chart, PNG');
  expect(chart.bytes.subarray(1, 4).toString()).toBe('PNG');
  await expect(dialog.getByRole('alert')).toHaveCount(0);
});
