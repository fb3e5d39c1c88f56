import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { expectNoSidewaysScroll } from './sideways.ts';
import { violationsOf } from './violations.ts';

const SECRET = 'sk-never-to-leave';

/** A file on disk, as a visitor has one. */
function fileOf(name: string, content: string): string {
  const path = test.info().outputPath(name);
  mkdirSync(test.info().outputDir, { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** A log of some megabytes: in the second window ids come with a blank, and one cell is a formula. */
function log(isNow: boolean, rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const id = isNow && i % 50 === 0 ? `${100_000 + i} ` : `${100_000 + i}`;
    const note = isNow && i === 3 ? '"=HYPERLINK(""http://x"",1)"' : `"${SECRET}, line ${i % 9}"`;
    return `${id},${(i * 37) % 1001},${note}`;
  });
  return `id,latency,=note\n${lines.join('\n')}\n`;
}

/** Drags files from outside of the browser onto the page. */
async function drop(page: Page, files: readonly string[]): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const at = { x: 400, y: 300, data: { items: [], files: [...files], dragOperationsMask: 1 } };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await client.send('Input.dispatchDragEvent', { type, ...at });
}

async function saved(page: Page, button: string): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: button, exact: true }).click();
  return readFileSync(await (await download).path(), 'utf8');
}

test('two dropped logs are audited, nothing of them leaves the page, and a broken one is refused at its line', async ({
  page,
}) => {
  const sent: string[] = [];
  page.on('request', (request) =>
    sent.push(
      `${request.method()} ${request.url()} ${request.postData() ?? ''} ${JSON.stringify(request.headers())}`,
    ),
  );
  page.on('websocket', (socket) => sent.push(`websocket ${socket.url()}`));
  await page.goto('/#audit/drift');
  await expect(page.getByText('4 of 6 columns alarm.')).toBeVisible();
  await expect(page.locator('[data-part="drift-picture"] svg')).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect.soft(await violationsOf(page), colorScheme).toEqual([]);
  }

  sent.length = 0;
  await drop(page, [fileOf('before.csv', log(false, 60_000)), fileOf('now.csv', log(true, 60_000))]);
  await page.getByRole('button', { name: 'Audit', exact: true }).click();
  await expect(page.getByText(/of 3 columns alarm.*id \(type\)/)).toBeVisible();
  await page.getByRole('button', { name: 'id', exact: true }).click();
  await expect(page.getByText('such as “100000␣”')).toBeVisible();
  const report = JSON.parse(await saved(page, 'Save as JSON'));
  expect(report.columns[0].type).toMatchObject({
    reference: 'integer',
    changed: true,
    examples: ['100000 ', '100050 ', '100100 '],
  });
  const csv = await saved(page, 'CSV');
  expect(csv).toContain(`"'=note"`);
  expect(csv).not.toMatch(/(?:^|,)"?[=+@]/m);
  // Names are torn, so that no chat takes one for a domain.
  expect(await saved(page, 'Markdown')).toContain('| id | now.\u200bcsv |');

  await page.getByLabel('File of the reference').setInputFiles(fileOf('broken.csv', 'a,b\n1,2\n3,"4\n'));
  await page.getByRole('button', { name: 'Audit', exact: true }).click();
  await expect(page.getByRole('alert')).toHaveText(
    'broken.csv, line 3: expected a quote that closes cell 2, found the end of the file',
  );
  // Scripts of the page may still be fetched; nothing is sent, and nothing names a file or holds a cell.
  for (const request of sent) {
    expect(request).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/assets\//);
    expect(request).not.toMatch(/sk-never|before\.csv|now\.csv|broken\.csv/);
  }
});

test('one file is split where a visitor says, in a narrow window too', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/#audit/drift');
  await expect(page.getByText('4 of 6 columns alarm.')).toBeVisible();
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page
    .getByLabel('File of the reference')
    .setInputFiles(
      fileOf(
        'one.jsonl',
        Array.from({ length: 900 }, (_, i) => `{"n": ${i < 600 ? i % 7 : `"${i % 7}"`}}`).join('\n'),
      ),
    );
  await page.getByLabel('Compared with').selectOption('the same file, by rows');
  await page.getByLabel(/^Rows of a window/).fill('300');
  await page.getByRole('button', { name: 'Audit', exact: true }).click();
  await expect(
    page.getByText('1 of 1 column alarms. First in one.jsonl: rows from 601 on: n (type)'),
  ).toBeVisible();
  await page.getByRole('button', { name: 'The lab’s own traffic' }).click();
  await expect(page.getByText(/Requests of the lab under load, computed earlier/)).toBeVisible();
  await expect(page.getByText(/columns? alarms?|Nothing alarms/).first()).toBeVisible();
  await expectNoSidewaysScroll(page);
});
