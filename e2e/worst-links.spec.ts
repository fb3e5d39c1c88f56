import { expect, type Page, test } from '@playwright/test';
import { RendererMemory } from '../scripts/renderer-memory.ts';
import { encodeLink } from '../src/experiment/link.ts';
import { parsePayload } from '../src/experiment/link-payload.ts';
import { manyPairs, WORST_EXPERIMENTS } from '../src/experiment/testing/worst-experiments.ts';
import { LabPage } from './lab-page.ts';
import { violationsOf } from './violations.ts';

const PHONE = { width: 390, height: 844 };
const MOST_ELEMENTS = 3500;
const MOST_CHARACTERS = 60_000;
const MOST_BYTES = 300e6;

const linkOf = (experiment: unknown, view?: object) =>
  encodeLink(parsePayload({ experiment, ...(view && { view }) }));

/** What of a page grows with what a stranger wrote. */
const amounts = (page: Page) =>
  page.evaluate(() => ({
    elements: document.querySelectorAll('*').length,
    panels: document.querySelectorAll('[data-part="pair"]').length,
    characters: document.body.textContent.length,
    width: document.documentElement.scrollWidth,
  }));

async function expectBounded(page: Page, title: string): Promise<void> {
  await expect(page.getByRole('heading', { name: title.slice(0, 60) }).first()).toBeVisible();
  await expect
    .poll(async () => (await amounts(page)).width, { message: title })
    .toBeLessThanOrEqual(PHONE.width);
  const { elements, panels, characters } = await amounts(page);
  expect(elements, title).toBeLessThan(MOST_ELEMENTS);
  expect(panels, title).toBeLessThanOrEqual(8);
  expect(characters, title).toBeLessThan(MOST_CHARACTERS);
}

test('the worst experiments that the schema admits open on a phone, one after the other in an open lab', async ({
  browser,
}) => {
  const memory = await RendererMemory.watch(browser);
  const context = await browser.newContext({ viewport: PHONE });
  const page = await context.newPage();
  const lab = new LabPage(page);
  const { members, ...others } = WORST_EXPERIMENTS;
  await lab.open(members);
  await expectBounded(page, members.title);
  for (const experiment of Object.values(others)) {
    await page.evaluate((fragment) => {
      location.hash = fragment;
    }, linkOf(experiment));
    await expectBounded(page, experiment.title);
  }
  const bytes = await memory.bytes();
  if (process.platform === 'linux') expect(bytes).toBeGreaterThan(0);
  expect(bytes ?? 0).toBeLessThan(MOST_BYTES);

  // Embedded, the same holds of what is left.
  await page.goto('about:blank');
  await page.goto(`/${linkOf(members, { embed: true })}`);
  await expectBounded(page, members.title);
  expect(lab.consoleErrors).toEqual([]);
  await context.close();
});

test('what is not on the page is a press away, and leaves it as soon as it came', async ({ page }) => {
  const lab = new LabPage(page);
  await page.setViewportSize(PHONE);
  const { prompts } = WORST_EXPERIMENTS;
  await lab.open(prompts);
  const panels = page.locator('[data-part="pair"]');
  const expectProbes = (from: number, to: number) =>
    expect(panels.locator('h3 small')).toHaveText(
      Array.from({ length: to - from }, (_, i) => `probe p${from + i}`),
      { useInnerText: true },
    );
  await expectProbes(0, 8);
  const pages = page.getByRole('navigation', { name: 'More pairs' });
  await pages.getByRole('button', { name: 'Later' }).click();
  await expectProbes(8, 16);
  await expect(panels.first()).toBeFocused();
  await pages.getByRole('button', { name: 'Earlier' }).click();
  await expectProbes(0, 8);

  // The list of verdicts leads to every pair.
  await page.getByRole('button', { name: 'Show all 50 verdicts' }).click();
  await expect(page.getByText('Shown: all 50 verdicts.')).toBeFocused();
  await page.getByRole('button', { name: 'a vs b' }).last().click();
  await expectProbes(48, 50);
  await expect(panels.last()).toBeFocused();
  await expect(panels.last()).toBeInViewport();
  await expect(pages.getByText('Pairs 49 to 50 of 50')).toBeVisible();

  const prompt = panels.last().locator('[data-part="prompt"]').first();
  await expect(prompt).toContainText('19,200 characters');
  await panels.last().getByRole('button', { name: 'Show all 20,000 characters of the prompt' }).click();
  await expect(prompt).not.toContainText('characters');
  await panels.last().getByRole('button', { name: 'Show the ends of the prompt' }).click();
  await expect(prompt).toContainText('19,200 characters');
  expect(await violationsOf(page, '[data-part="lead"]')).toEqual([]);
});

test('the next difference is found on a page that is not shown', async ({ page }) => {
  const lab = new LabPage(page);
  const base = manyPairs(1, 10);
  const text = 'The little girl went into the';
  const requests = base.requests.map((request, at) => ({
    ...request,
    ...(at === 9 ? { prompt: text, maxNewTokens: 10, ignoreEos: true } : {}),
  }));
  const arms = base.arms.map((arm, at) => ({ ...arm, dtype: at === 0 ? 'f32' : 'bf16' }));
  await lab.open({ ...base, requests, arms });
  await lab.runOnCpu();
  await expect(lab.pair('a0', 'a1')).toHaveCount(8);
  await page.locator('body').press('n');
  await expect(page.getByText('Pairs 9 to 10 of 10')).toBeVisible();
  const fork = lab.pair('a0', 'a1').last().locator('[aria-selected="true"]');
  await expect(fork).toHaveCount(2);
  await expect(fork.first()).toBeInViewport();
});
