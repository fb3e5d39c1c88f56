import { expect, type Page, test } from '@playwright/test';
import { encodeLink } from '../src/experiment/link.ts';
import { parsePayload } from '../src/experiment/link-payload.ts';
import { LabPage, shortExperiment } from './lab-page.ts';
import { type StaticSite, serveUnder } from './testing/static-server.ts';

const DIST = process.env.BATCHMATES_DIST ?? 'dist';
const PATH = '/some/path/';
const link = encodeLink(parsePayload({ experiment: shortExperiment(3) }));

test.use({ serviceWorkers: 'allow' });

let site: StaticSite;
test.beforeAll(async () => {
  site = await serveUnder(PATH, DIST);
});
test.afterAll(() => site.close());

/** Resolves once the service worker has the whole page. */
async function waitForOffline(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
}

async function runsOnCpu(lab: LabPage): Promise<void> {
  await lab.runOnCpu();
  await expect(lab.pair('alone', 'company')).toContainText('bit-identical: 3 tokens');
}

test('runs from any path of a static host, and asks nothing of any other place', async ({ page }) => {
  const lab = new LabPage(page);
  const failed: string[] = [];
  const asked: string[] = [];
  page.on('response', (answer) => {
    asked.push(new URL(answer.url()).pathname);
    if (!answer.ok()) failed.push(`${answer.status()} ${answer.url()}`);
  });
  await page.goto(site.address);
  await expect(page.getByText('Computed earlier')).toBeVisible();
  await page.goto(`${site.address}${link}`);
  await runsOnCpu(lab);
  expect(asked.some((path) => path.endsWith('/model.safetensors'))).toBe(true);
  expect(asked.filter((path) => !path.startsWith(PATH))).toEqual([]);
  expect(failed).toEqual([]);
  expect(lab.foreignRequests).toEqual([]);
  expect(lab.consoleErrors).toEqual([]);
});

test('works without a network after a first visit, model included', async ({ page, context }) => {
  const lab = new LabPage(page);
  await page.goto(`${site.address}${link}`);
  await waitForOffline(page);
  await runsOnCpu(lab);

  await context.setOffline(true);
  await page.reload();
  await runsOnCpu(lab);
  await page.goto(site.address);
  await expect(page.getByText('Computed earlier')).toBeVisible();
  expect(lab.consoleErrors).toEqual([]);
});

test('keeps its content security policy where the service worker serves it', async ({ page }) => {
  await page.goto(site.address);
  await waitForOffline(page);
  await page.reload();
  const blocked = await page.evaluate(async () => {
    const violation = new Promise<string>((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
    });
    const image = new Image();
    image.src = 'https://example.org/x.png';
    return await violation;
  });
  expect(blocked).toBe('img-src');
});
