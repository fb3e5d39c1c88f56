import { expect, type Page, test } from '@playwright/test';
import { encodeLink } from '../src/experiment/link.ts';
import { parsePayload } from '../src/experiment/link-payload.ts';
import { LabPage, shortExperiment } from './lab-page.ts';
import { MARK, nextRelease } from './testing/next-release.ts';
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

/** Resolves once the service worker has the whole page and has taken it over. */
async function waitForOffline(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

/** Runs in a page or in its worker: the rule of the policy that a request to another place breaks. */
async function brokenRule(): Promise<string> {
  const violation = new Promise<string>((resolve) => {
    globalThis.addEventListener('securitypolicyviolation', (event) => {
      resolve((event as SecurityPolicyViolationEvent).effectiveDirective);
    });
  });
  await fetch('http://example.org/').catch(() => undefined);
  return await violation;
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
  await page.getByRole('button', { name: 'Settings' }).click();
  const notices = page.getByRole('link', { name: /^Licences/ });
  const address = await notices.evaluate((link: HTMLAnchorElement) => link.href);
  const texts = await (await page.request.get(address)).text();
  // One package of the page, and one of its worker.
  for (const name of ['react', 'onnxruntime-web']) expect(texts).toMatch(new RegExp(`^${name} \\d`, 'm'));
  expect(asked.filter((path) => !path.startsWith(PATH))).toEqual([]);
  expect(failed).toEqual([]);
  expect(lab.foreignRequests).toEqual([]);
  expect(lab.consoleErrors).toEqual([]);
});

test('works without a network after a first visit, model and policy included', async ({ page, context }) => {
  const lab = new LabPage(page);
  await page.goto(`${site.address}${link}`);
  await waitForOffline(page);
  await runsOnCpu(lab);

  await context.setOffline(true);
  await page.reload();
  await runsOnCpu(lab);
  const [worker] = await Promise.all([page.waitForEvent('worker'), page.goto(site.address)]);
  await expect(page.getByText('Computed earlier')).toBeVisible();
  expect(lab.consoleErrors).toEqual([]);
  expect([await page.evaluate(brokenRule), await worker.evaluate(brokenRule)]).toEqual([
    'connect-src',
    'connect-src',
  ]);
});

/** What the page gets for a file of its own folder. */
function textOf(page: Page, path: string): Promise<string> {
  return page.evaluate(async (address) => {
    const answer = await fetch(address);
    return answer.ok ? await answer.text() : `status ${answer.status}`;
  }, `${site.address}${path}`);
}

/** Everything that the browser keeps of the page. */
function keptFiles(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const names = await caches.keys();
    const keys = names.map(async (name) => await (await caches.open(name)).keys());
    return (await Promise.all(keys)).flat().map(({ url }) => url);
  });
}

test('each page keeps to its own release: files, model, and no loading again unasked', async ({
  page,
  context,
}) => {
  const next = await nextRelease(DIST);
  const { entry, models, settings } = next.names;
  const model = (release: 0 | 1) => `models/${models[release]}/nano/config.json`;
  const other = await context.newPage();
  const lab = new LabPage(other);
  await other.goto(site.address);
  await waitForOffline(other);
  expect(await textOf(other, model(0))).toContain('LlamaForCausalLM');
  await other.evaluate(() => {
    document.title = 'never loaded again';
  });
  await page.goto(site.address);

  site.serve(next.folder);
  await page.reload();
  // The page, its example and its model are still those of the release before, which the host no longer has.
  await expect(page.locator('script[type="module"]')).toHaveAttribute('src', new RegExp(entry[0]));
  expect(await textOf(page, model(0))).toContain('LlamaForCausalLM');
  await page.getByRole('button', { name: 'Load it' }).click();
  await expect(page.locator('script[type="module"]')).toHaveAttribute('src', new RegExp(entry[1]));
  await expect(page.getByText('Computed earlier')).toBeVisible();
  expect(await textOf(page, model(1))).toContain(MARK);

  await expect(other.getByText('This tab goes on with its own.')).toBeVisible();
  await expect(other).toHaveTitle('never loaded again');
  expect(await textOf(other, model(0))).toContain('LlamaForCausalLM');
  await other.getByRole('button', { name: 'Settings' }).click();
  await expect(other.getByRole('dialog').getByText('Kept in this browser')).toBeVisible();
  expect(lab.consoleErrors).toEqual([]);

  await other.close();
  const before = [entry[0], settings[0], models[0]];
  await expect(async () => {
    await page.reload();
    const kept = await keptFiles(page);
    expect(kept.filter((url) => before.some((name) => url.includes(name)))).toEqual([]);
    expect(kept.some((url) => url.endsWith(settings[1]))).toBe(true);
  }).toPass();
  await next.remove();
});
