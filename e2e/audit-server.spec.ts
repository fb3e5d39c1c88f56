import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { LabPage } from './lab-page.ts';
import { expectNoSidewaysScroll } from './sideways.ts';
import { openStubServer, type StubServer } from './testing/stub-server.ts';
import { colourViolationsOf, violationsOf } from './violations.ts';

const KEY = 'sk-e2e-0123456789';
const LONGEST = 120_000;

const address = (page: Page) => page.getByLabel('Address, with its version');
const auditButton = (page: Page) => page.getByRole('button', { name: /^Audit stub at/ });

/** All that the browser keeps for this site, as text. */
const keptBy = (page: Page) =>
  page.evaluate(async () => {
    const databases = await indexedDB.databases();
    return JSON.stringify([
      { ...localStorage },
      { ...sessionStorage },
      databases,
      document.cookie,
      location.href,
    ]);
  });

async function withServer(leave: boolean, use: (server: StubServer) => Promise<void>): Promise<void> {
  const server = await openStubServer(leave);
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

test('a server that answers otherwise in company is found to, and the key is nowhere but in what it was asked', async ({
  page,
}) => {
  await withServer(true, async (server) => {
    const lab = new LabPage(page);
    await page.goto('/#audit/server');
    await address(page).fill(server.url);
    await page.getByLabel('Key, where it has one').fill(KEY);
    await page.getByLabel('Tokens an answer').fill('8');
    expect(server.asked).toEqual([]);
    await page.getByRole('button', { name: `Ask ${server.url} for its models` }).click();
    await expect(auditButton(page)).toBeEnabled();
    await auditButton(page).click();
    await expect(page.getByText(/^Answers differ by .*company/)).toBeVisible({ timeout: LONGEST });
    const row = page.getByRole('region', { name: 'Verdicts, table' }).locator('tr', { hasText: /^company/ });
    await expect(row).toHaveAttribute('data-verdict', 'differs');
    await expect(page.getByRole('heading', { name: 'company: token 2' })).toBeVisible();
    await expect(page.locator('[data-chart="Answers that differ"] [role="img"]')).toHaveAttribute(
      'aria-label',
      /company: \d+ of \d+: [\d.]+ % \(.*\), differs\./,
    );
    const asks = server.asked.filter(({ path }) => path === '/v1/completions');
    expect(asks.some(({ authorization }) => authorization === `Bearer ${KEY}`)).toBe(true);

    const saved = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name }).click(),
      ]);
      return await readFile(await download.path(), 'utf8');
    };
    const json = await saved('All of it as JSON');
    const files = [json, await saved('Report as Markdown'), await saved('Smallest reproducer for curl')];
    const shown = await page.evaluate(() => document.body.innerText);
    expect([await keptBy(page), shown, ...files].join('\n')).not.toContain(KEY);
    expect(await keptBy(page)).toContain(server.url);

    expect(await violationsOf(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await colourViolationsOf(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    await expectNoSidewaysScroll(page);

    // A report that was saved is opened again in a page that asked nobody.
    await page.reload();
    await page.getByLabel('A saved report, JSON').setInputFiles({
      ...{ name: 'audit.json', mimeType: 'application/json' },
      buffer: Buffer.from(json),
    });
    await expect(page.getByText(/^Answers differ by .*company/)).toBeVisible();
    await expect(page.getByText(/^Of the file audit\.json/)).toBeVisible();
    expect(lab.foreignRequests).toEqual([]);
  });
});

test('a server that lets no page ask is told apart from one that is not there, and what helps is said', async ({
  page,
}) => {
  await withServer(false, async (server) => {
    await page.goto('/#audit/server');
    await address(page).fill(server.url);
    await page.getByRole('button', { name: `Ask ${server.url} for its models` }).click();
    await expect(page.getByText(/does not let pages of .* read its answers \(CORS\)/)).toBeVisible();
    await expect(page.getByText('--allowed-origins')).toBeVisible();
    await server.close();
    await page.getByRole('button', { name: `Ask ${server.url} for its models` }).click();
    await expect(page.getByText(/cannot be reached from this page/)).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
  });
});
