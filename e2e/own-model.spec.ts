import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { type HubServer, openHubServer } from '../src/model/testing/hub-server.node.ts';
import { LabPage, shortExperiment } from './lab-page.ts';

/** A model of the visitor's, from its name to a run; the hub is an imitation on this machine. */

const PICO = join(import.meta.dirname, '../public/models/pico');
const NAMES = ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'];
const files = Object.fromEntries(NAMES.map((name) => [name, new Uint8Array(readFileSync(join(PICO, name)))]));

let hub: HubServer;
test.beforeEach(async () => {
  hub = await openHubServer({ 'o/pico': { files } });
});
test.afterEach(() => hub.close());

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Use my model' });
const weights = () => hub.seen.filter(({ at, method }) => at === 'storage' && method === 'GET');

async function openDialog(page: Page): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox').fill('use my model');
  await page.keyboard.press('Enter');
  await expect(dialogOf(page)).toBeVisible();
}

async function nameHub(page: Page): Promise<void> {
  const dialog = dialogOf(page);
  await dialog.getByText('Gated model, or another hub').click();
  await dialog.getByLabel('Address of the hub').fill(hub.endpoint);
}

/** Looks as a visitor would, where a folder is named for pictures. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.BATCHMATES_PICTURES;
  if (folder === undefined) return;
  for (const scheme of ['light', 'dark'] as const)
    for (const [width, height] of [
      [1440, 900],
      [390, 844],
    ]) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height });
      await page.waitForTimeout(300);
      await page.screenshot({ path: join(folder, `${name}-${width}-${scheme}.png`) });
    }
  await page.setViewportSize({ width: 1280, height: 720 });
}

test('a name typed leads to a run: nothing is asked before a press that names the host, nothing downloaded before one that names the size', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.open(shortExperiment(4));
  await openDialog(page);
  const dialog = dialogOf(page);
  await nameHub(page);
  await dialog.getByLabel(/^Hub name/).fill('o/pico');
  await picture(page, 'typed');
  expect(hub.seen).toEqual([]);
  const { host } = new URL(hub.endpoint);
  await dialog.getByRole('button', { name: `Look it up at ${host}` }).click();
  const found = dialog.getByRole('region', { name: 'What was found' });
  await expect(found).toContainText(hub.commit);
  await expect(found).toContainText('model.safetensors');
  await expect(found.getByRole('row', { name: /^q4/ })).toBeVisible();
  await picture(page, 'found');
  expect(weights()).toEqual([]);

  hub.mishaps.slow = 400;
  const download = found.getByRole('button', { name: new RegExp(`^Download [\\d.]+ MB from ${host}`) });
  await download.click();
  await expect(found.getByText(/MB of .*MB/)).toBeVisible();
  await picture(page, 'downloading');
  await found.getByRole('button', { name: 'Stop the download' }).click();
  await expect(found.getByText('Stopped. What came is kept')).toBeVisible();
  hub.mishaps.slow = 0;
  await found.getByRole('button', { name: /^Go on with the download/ }).click();
  await expect(found.getByText('Kept here:')).toBeVisible();
  await expect(dialog.getByRole('region', { name: 'Kept models' })).toContainText('hf:o/pico');
  await picture(page, 'kept');

  hub.seen.length = 0;
  await dialog.getByRole('button', { name: 'Close' }).click();
  await lab.runOnCpu();
  await lab.waitUntilDone();
  expect(hub.seen).toEqual([]);
  expect(lab.consoleErrors).toEqual([]);
});

test('a link that names a model asks before anything is fetched, and another hash is refused with both shown', async ({
  page,
}) => {
  const lab = new LabPage(page);
  const hash = `sha256:${'0'.repeat(64)}`;
  const model = { source: 'hf:o/pico', revision: hub.commit, hash };
  await lab.open({ ...shortExperiment(4), version: 3, model });
  await page.getByRole('radio', { name: /^CPU/ }).check();
  await lab.runButton.click();
  const dialog = dialogOf(page);
  await expect(dialog).toContainText(`with the hash ${hash}`);
  await expect(dialog.getByLabel(/^Hub name/)).toHaveValue(`hf:o/pico@${hub.commit}`);
  expect(hub.seen).toEqual([]);
  await nameHub(page);
  await dialog.getByRole('button', { name: /^Look it up at/ }).click();
  const refusal = dialog.getByText('This is another model than the experiment names');
  await expect(refusal).toContainText(`expected ${hash}, found sha256:`);
  await picture(page, 'refused');
  await expect(dialog.getByRole('button', { name: /^Download / })).toHaveCount(0);
  expect(weights()).toEqual([]);
});

test('the page in Learn leads to the dialog', async ({ page }) => {
  await page.goto('/#learn/own-model');
  await expect(page.getByRole('heading', { name: 'Your own model' })).toBeVisible();
  await picture(page, 'learn');
  await page.getByRole('button', { name: 'Use my model…' }).click();
  await expect(dialogOf(page)).toBeVisible();
});

test('a model of one’s own files runs, and what is missing is said', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(shortExperiment(4));
  await openDialog(page);
  const dialog = dialogOf(page);
  const picker = dialog.getByLabel('Choose files of a model');
  await picker.setInputFiles(join(PICO, 'config.json'));
  await expect(dialog.getByRole('alert')).toContainText('model.safetensors: expected a file, found none');
  await picker.setInputFiles(NAMES.map((name) => join(PICO, name)));
  await dialog.getByRole('button', { name: 'Use it' }).click();
  await picture(page, 'files');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await lab.runOnCpu();
  await lab.waitUntilDone();
  expect(lab.foreignRequests).toEqual([]);
});
