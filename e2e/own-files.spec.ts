import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { randomGguf } from '../src/model/gguf/testing/random-gguf.ts';
import { openHubServer } from '../src/model/testing/hub-server.node.ts';
import { LabPage, shortExperiment } from './lab-page.ts';

/** A visitor's own GGUF file, from its drop anywhere on the lab to a run, a fork, a reload and a link. */

/** Answers alike to all openings, from other bits. */
const ALIKE = randomGguf({ vocabSize: 300 }, 1);
/** Forks at the seventh opening on the engine `cpu`, whose bits are the same on every machine. */
const FORKS = randomGguf({ vocabSize: 1500, hiddenSize: 64, layers: 3, tiedHead: false }, 8);
const hashOf = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Use my model' });

/** A file on disk, as a visitor has one. */
function fileOf(name: string, bytes: Uint8Array): string {
  const path = test.info().outputPath(name);
  mkdirSync(test.info().outputDir, { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

/** Drags a file from outside of the browser onto the page, at a place of the lab that takes none itself. */
async function drop(page: Page, path: string): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const at = { x: 640, y: 360, data: { items: [], files: [path], dragOperationsMask: 1 } };
  await client.send('Input.dispatchDragEvent', { type: 'dragEnter', ...at });
  await client.send('Input.dispatchDragEvent', { type: 'dragOver', ...at });
  await expect(page.getByText('Drop an experiment or a model to open it')).toBeVisible();
  await client.send('Input.dispatchDragEvent', { type: 'drop', ...at });
}

/** Makes a dropped model the experiment's. */
async function use(page: Page): Promise<void> {
  const dialog = dialogOf(page);
  await dialog.getByRole('button', { name: 'Use it', exact: true }).click();
  await expect(dialog.getByRole('button', { name: 'The experiment runs on it' })).toBeVisible();
}

test('a GGUF file dropped on the lab runs to its end, is kept for the next visit, and is deleted in Settings', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.open(shortExperiment(4));
  await drop(page, fileOf('mine.gguf', ALIKE));
  const dialog = dialogOf(page);
  await expect(dialog.getByRole('row', { name: /^bf16 · asked for/ })).toBeVisible();
  await use(page);
  await dialog.getByRole('button', { name: 'Keep it in this browser' }).click();
  await expect(dialog.getByText('Kept in this browser:')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await lab.runOnCpu();
  expect((await lab.savedRecord()).model.hash).toBe(hashOf(ALIKE));

  // The experiment is kept too, and its file needs no second drop.
  await page.reload();
  await lab.runOnCpu();
  await page.getByRole('button', { name: 'Settings' }).click();
  const kept = page.getByRole('region', { name: 'Kept models' });
  await expect(kept).toContainText('mine');
  await kept.getByRole('button', { name: 'Delete mine' }).click();
  await expect(kept).toBeHidden();
  await page.keyboard.press('Escape');
  await page.reload();
  await page.getByRole('radio', { name: /^CPU/ }).check();
  await lab.runButton.click();
  await expect(dialogOf(page)).toContainText(`with the hash ${hashOf(ALIKE)}`);
  expect(lab.foreignRequests).toEqual([]);
});

test('a fork is looked for on it: none with its rate, a search that is stopped, and one that is found and run', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.open(shortExperiment(4));
  await page.getByRole('radio', { name: /^CPU/ }).check();
  await drop(page, fileOf('alike.gguf', ALIKE));
  await use(page);
  const found = dialogOf(page).locator('[data-part="find-fork"]');
  await found.getByRole('button', { name: 'Find a fork on this model' }).click();
  await expect(found.getByRole('status')).toHaveText(
    '0 of 24 prompts forked (95 % interval 0 % to 14 %). 24 prompts answered alike: 24 from other bits, 0 from the same.',
    { timeout: 150_000 },
  );
  await found.getByRole('button', { name: 'Look in another company' }).click();
  // At once: a fast machine has asked all of them within a second or two.
  await found.getByRole('button', { name: 'Stop looking' }).click();
  await expect(found.getByRole('status')).toHaveText(
    /^Stopped\. (0 of \d+ prompts? forked|No prompt was answered)/,
  );

  const picker = dialogOf(page).getByLabel('Choose files of a model');
  await picker.setInputFiles(fileOf('forks.gguf', FORKS));
  await use(page);
  await found.getByRole('button', { name: 'Find a fork on this model' }).click();
  await expect(dialogOf(page)).toBeHidden({ timeout: 150_000 });
  await lab.waitUntilDone();
  const record = await lab.savedRecord();
  expect(record.model.hash).toBe(hashOf(FORKS));
  expect(record.diffs[0].fork).not.toBeNull();
});

test('a link that names a file of its author’s tells which, refuses another, and takes the one', async ({
  page,
}) => {
  const lab = new LabPage(page);
  const [hash, bytes] = [hashOf(ALIKE), ALIKE.length];
  const model = { name: 'mine', hash, file: { name: 'mine.gguf', bytes } };
  await lab.open({ ...shortExperiment(4), version: 3, model });
  await page.getByRole('radio', { name: /^CPU/ }).check();
  await lab.runButton.click();
  const dialog = dialogOf(page);
  await expect(dialog.locator('[data-part="wanted"]')).toContainText(
    `mine.gguf (66.0 kB) with the hash ${hash}`,
  );
  const picker = dialog.getByLabel('Choose files of a model');
  await picker.setInputFiles(fileOf('other.gguf', FORKS));
  await dialog.getByRole('button', { name: 'Use it', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText(
    `of hash ${hash}, as the experiment says, found ${hashOf(FORKS)}`,
  );
  await picker.setInputFiles(fileOf('called-otherwise.gguf', ALIKE));
  await use(page);
  await expect(dialog.locator('[data-part="wanted"]')).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Run the experiment on it' }).click();
  await lab.waitUntilDone();
  expect((await lab.savedRecord()).model.hash).toBe(hash);
});

test('of a GGUF file at a host no more than its header is asked for before the press that names its size', async ({
  page,
}) => {
  const file = randomGguf({ vocabSize: 300, hiddenSize: 512, intermediateSize: 1024 }, 2, 'q8');
  const hub = await openHubServer({ 'o/m': { files: { 'm.gguf': file } } });
  const lab = new LabPage(page);
  await lab.open(shortExperiment(4));
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox').fill('use my model');
  await page.keyboard.press('Enter');
  const dialog = dialogOf(page);
  await dialog.getByText('Gated model, or another hub').click();
  await dialog.getByLabel('Address of the hub').fill(hub.endpoint);
  await dialog.getByLabel(/^Hub name/).fill('o/m:m.gguf');
  await expect(dialog.getByText(/the header of this one/)).toBeVisible();
  expect(hub.seen).toEqual([]);
  await dialog.getByRole('button', { name: /^Look it up at/ }).click();
  await expect(dialog.getByRole('row', { name: /^q8 · asked for/ })).toBeVisible();
  const ranges = hub.seen.flatMap(({ at, method, range }) =>
    at === 'storage' && method === 'GET' ? [range] : [],
  );
  expect(ranges).toEqual(['bytes=0-262143']);
  expect(file.length).toBeGreaterThan(10 * 262_144);
  await dialog.getByRole('button', { name: /^Download [\d.]+ MB from/ }).click();
  await expect(dialog.getByText('Kept here:')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await lab.runOnCpu();
  expect((await lab.savedRecord()).model.hash).toBe(hashOf(file));
  await hub.close();
});
