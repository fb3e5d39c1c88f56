import { expect, test } from '@playwright/test';
import { LabPage, shortExperiment } from './lab-page.ts';

test('opens without an error, stays on its own origin and keeps its policy', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await expect(page.getByRole('heading', { name: 'Batchmates' })).toBeVisible();
  await expect(page.getByText('Once upon a time there was a').first()).toBeVisible();
  expect(lab.consoleErrors).toEqual([]);
  expect(lab.foreignRequests).toEqual([]);

  const blocked = await page.evaluate(async () => {
    const violation = new Promise<string>((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
    });
    const script = document.createElement('script');
    script.textContent = 'window.ranInline = true';
    document.head.append(script);
    return [await violation, 'ranInline' in window];
  });
  expect(blocked).toEqual(['script-src-elem', false]);
});

test('shows what an experiment holds before anything is downloaded', async ({ page }) => {
  const requested: string[] = [];
  page.on('request', (request) => requested.push(new URL(request.url()).pathname));
  const lab = new LabPage(page);
  await lab.open(shortExperiment(4));
  await expect(page.getByRole('heading', { name: 'The batch' })).toBeVisible();
  await expect(page.getByText(/generated spam, seed 3/)).toBeVisible();
  await expect(lab.pair('alone', 'company')).toContainText('not run yet');
  await expect(page.getByRole('row', { name: /company 2 invariant bf16/ })).toBeVisible();
  expect(requested.filter((path) => path.includes('/models/'))).toEqual([]);
});

test('refuses a file that is no experiment, by the name of the field', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  const wrong = { ...shortExperiment(4), compare: [['alone', 'nobody']] };
  const buffer = Buffer.from(JSON.stringify(wrong));
  const file = { name: 'wrong.json', mimeType: 'application/json', buffer };
  await page.locator('input[type=file]').setInputFiles(file);
  await expect(page.getByRole('alert')).toContainText('wrong.json: compare[0][1]');
  await expect(lab.pair('alone-invariant', 'company-invariant')).toBeVisible();
});

test('refuses a damaged link in words, and opens a sound one in its place', async ({ page }) => {
  const lab = new LabPage(page);
  await page.goto('/#v1.AAAA');
  await expect(page.getByRole('alert')).toContainText('This link cannot be opened:');
  await lab.open(shortExperiment(4));
  await expect(page.getByRole('heading', { name: 'A short run' })).toBeVisible();
  await expect(page.getByRole('alert')).toBeHidden();
});

test('shows text of an experiment as text', async ({ page }) => {
  const lab = new LabPage(page);
  const [probe, mate] = shortExperiment(4).requests;
  const markup = '<img src=x onerror="window.ranMarkup = true">';
  await lab.open({
    ...shortExperiment(4),
    title: markup,
    description: markup,
    requests: [{ ...probe, prompt: markup }, mate],
  });
  await expect(page.locator('[data-part="description"]')).toHaveText(markup);
  await expect(lab.pair('alone', 'company')).toContainText(markup);
  expect(await page.evaluate(() => 'ranMarkup' in window)).toBe(false);
  expect(lab.consoleErrors).toEqual([]);
});

test('keeps the theme that was chosen', async ({ page }) => {
  const lab = new LabPage(page);
  await page.emulateMedia({ colorScheme: 'light' });
  await lab.open();
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await ground();
  await page.getByRole('button', { name: 'Theme: system' }).click();
  await page.getByRole('button', { name: 'Theme: light' }).click();
  expect(await ground()).not.toBe(light);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Theme: dark' })).toBeVisible();
  expect(await ground()).not.toBe(light);
});
