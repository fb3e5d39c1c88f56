import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { expectNoSidewaysScroll } from './sideways.ts';
import { violationsOf } from './violations.ts';

const AUDIT = readFileSync('public/audit/model.json');

test('q4 asks to pass the gate that bf16 set, and the policy decides', async ({ page }) => {
  await page.goto('./#audit/gate');
  await expect(page.getByRole('heading', { name: 'Would q4 pass the gate that bf16 set?' })).toBeVisible();
  const verdict = page.locator('[aria-labelledby="gate-verdict"]');
  await expect(verdict).toContainText(/The gate stops it at .*quality/);
  await expect(verdict.locator('[data-chart="Quality"] [data-verdict="fail"]').first()).toBeAttached();
  expect(await violationsOf(page)).toEqual([]);
  const policy = page.getByLabel('Policy, as JSON');
  await policy.fill(
    '{ "version": 1, "axes": { "memory": { "measures": { "weights": { "tolerance": 0 } } } } }',
  );
  await expect(verdict).toContainText('The gate lets it through.');
  await policy.fill(
    '{ "version": 1, "axes": { "memory": { "measures": { "weigths": { "tolerance": 0 } } } } }',
  );
  await expect(page.getByRole('alert')).toContainText('axes.memory.measures.weigths: unknown field');
});

test('10 % more accurate but 300 % slower: stopped at its speed', async ({ page }) => {
  await page.goto('./#audit/gate/accurate-but-slow');
  await expect(page.locator('[data-part="made"]')).toContainText('Nobody measured this one');
  const axes = page.locator('[aria-labelledby="gate-verdict"] li');
  await expect(axes.filter({ hasText: 'Speed' }).first()).toContainText('fail');
  await expect(axes.filter({ hasText: 'Quality' }).first()).toContainText('pass');
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
});

test('a visitor’s two files are judged in the page, a broken one is refused by its field', async ({
  page,
}) => {
  await page.goto('./#audit/gate');
  const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/json', buffer });
  const slow = JSON.parse(AUDIT.toString());
  for (const { latencies } of slow.variants)
    for (const each of latencies) each.waves = each.waves.map((wave: number) => 3 * wave);
  await page.getByLabel('A baseline of your own').setInputFiles(file('before.json', AUDIT));
  await page.getByLabel('A run to judge').setInputFiles(file('now.json', Buffer.from(JSON.stringify(slow))));
  await expect(page.getByRole('heading', { name: 'Would this run pass' })).toBeVisible();
  await expect(page.locator('[aria-labelledby="gate-verdict"]')).toContainText('The gate stops it at speed');
  const broken = { ...slow, variants: [{ ...slow.variants[0], fingerprint: 7 }] };
  await page
    .getByLabel('A run to judge')
    .setInputFiles(file('broken.json', Buffer.from(JSON.stringify(broken))));
  await expect(page.getByRole('alert')).toContainText(
    'broken.json: variants[0].fingerprint: expected text, found 7',
  );
});

test('what staying behind cost, and what an upgrade changed', async ({ page }) => {
  await page.goto('./#audit/rot');
  await expect(page.locator('[data-part="rot-answer"]')).toContainText('upgrades changed bits');
  await expect(page.locator('[data-chart] [data-row]').first()).toBeAttached();
  expect(await violationsOf(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
});
