import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { LabPage } from './lab-page.ts';
import { expectNoSidewaysScroll } from './sideways.ts';
import { colourViolationsOf, violationsOf } from './violations.ts';

const SECRET = 'a-secret-of-the-log';
const HOSTILE = '<img src=x onerror=alert(1)> =cmd()';

function linesOf(records: readonly unknown[]): Buffer {
  return Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

const file = (name: string, records: readonly unknown[]) => ({
  ...{ name, mimeType: 'application/jsonl', buffer: linesOf(records) },
});

const BEFORE = Array.from({ length: 30 }, (_, i) => ({
  id: `q${i}`,
  prompt: `${SECRET} ${i}`,
  completion: `The answer to it is ${i}.`,
}));
const NOW = BEFORE.map((each, i) => ({
  ...each,
  completion: i < 15 ? `${HOSTILE} `.repeat(12) : `It is ${i}.`,
}));

async function choose(page: Page, files: readonly ReturnType<typeof file>[]): Promise<void> {
  for (const [i, each] of files.entries())
    await page.getByLabel(i === 0 ? 'File of what was' : 'File of what is now').setInputFiles(each);
  await page.getByRole('button', { name: 'Audit', exact: true }).click();
}

test('opens with the lab’s own: keys dropped under load make it go in circles', async ({ page }) => {
  const lab = new LabPage(page);
  await page.goto('/#audit/behaviour');
  const found = page.getByRole('region', { name: 'How it behaves' });
  await expect(found.getByRole('status')).toContainText(/went in circles \+\d+\.\d points/);
  await expect(found.getByRole('img', { name: /^Shares, current less reference/ })).toBeVisible();
  await expect(found.getByRole('row', { name: /^≠ went in circles/ })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Worst of on-evicted.jsonl' })).toContainText(
    'times in a row',
  );
  expect(await violationsOf(page, 'main')).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await colourViolationsOf(page, 'main')).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
  expect(lab.consoleErrors).toEqual([]);
});

test('two files of a visitor: text stays text, exports are harmless, nothing leaves the page', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await page.goto('/#audit/behaviour');
  await expect(page.getByRole('region', { name: 'How it behaves' })).toBeVisible();
  const sent: string[] = [];
  page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
  await choose(page, [file('before.jsonl', BEFORE), file('now.jsonl', NOW)]);
  const found = page.getByRole('region', { name: 'How it behaves' });
  await expect(found.getByRole('row', { name: /^≠ went in circles/ })).toContainText('+50 points');
  await expect(found).toContainText('30 questions stand in both');
  const worst = page.getByRole('region', { name: 'Worst of now.jsonl' });
  await expect(worst).toContainText(HOSTILE);
  await expect(worst.locator('img')).toHaveCount(0);
  const [csv] = await Promise.all([
    page.waitForEvent('download'),
    found.getByRole('button', { name: 'CSV' }).click(),
  ]);
  const text = await readFile(await csv.path(), 'utf8');
  expect(text).toContain('"loop"');
  expect(text).not.toMatch(/(^|[,;\t]["'\s]*)=cmd/m);
  const outside = sent.filter((each) => !each.startsWith('blob:'));
  expect(outside.filter((each) => each.includes(SECRET) || each.includes('onerror'))).toEqual([]);
  expect(outside.filter((each) => !each.startsWith(new URL(page.url()).origin))).toEqual([]);
  expect(lab.consoleErrors).toEqual([]);
});

test('a broken line is refused at its line, and a run with several arms asks for one', async ({ page }) => {
  await page.goto('/#audit/behaviour');
  await expect(page.getByRole('region', { name: 'How it behaves' })).toBeVisible();
  await choose(page, [{ ...file('bad.jsonl', []), buffer: Buffer.from(`${linesOf(BEFORE)}{"id": \n`) }]);
  await expect(page.getByRole('alert')).toContainText('bad.jsonl, line 31: ');
  const request = { id: 'a', text: 'x', tokens: [1], outcome: { kind: 'done' } };
  const arms = ['alone', 'busy'].map((name) => ({ name, requests: [request] }));
  await choose(page, [file('run.json', [{ experiment: {}, clock: {}, arms }])]);
  await expect(page.getByRole('alert')).toContainText('an arm to be named, of “alone”, “busy”');
  await page.getByRole('region', { name: 'Reference' }).getByLabel(/^Arm/).fill('busy');
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Audit', exact: true }).press('Enter');
  await expect(page.getByRole('region', { name: 'How it behaves' })).toContainText(
    'run.json, busy: 1 answer',
  );
});
