/**
 * Renews the pictures of the README: the lab after a run, on a desktop and on a phone, light and dark, the kernels after a sweep,
 * and a lesson. Serves the build there is, so `npm run build` first; the run is a real one, on the software adapter.
 *
 *   npm run -s screenshots -- [--folder docs] [--example]
 *
 * --example: pictures of the shipped example, without a run.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright';
import { openBuiltPage } from './page-server.ts';

const SHOTS = [
  { name: 'lab', width: 1440, height: 1000, colorScheme: 'light' },
  { name: 'lab-dark', width: 1440, height: 1000, colorScheme: 'dark' },
  { name: 'lab-phone', width: 390, height: 844, colorScheme: 'light' },
  { name: 'lab-phone-dark', width: 390, height: 844, colorScheme: 'dark' },
] as const;

const RUN_MS = 300_000;
/** For a lesson to scroll to the step of its address. */
const SETTLE_MS = 1500;

/** One page for all four, so that one run serves them. */
async function takeShots(browser: Browser, address: string, folder: string, run: boolean): Promise<void> {
  // Still, so that the story is whole in every picture.
  const page = await browser.newPage({ viewport: SHOTS[0], reducedMotion: 'reduce' });
  await page.goto(address);
  await page.getByText('Computed earlier').waitFor();
  if (run) {
    await page
      .getByRole('button', { name: /^Run on/ })
      .first()
      .click();
    await page.getByText(/^(Done|Failed)/).waitFor({ timeout: RUN_MS });
    if (await page.locator('[data-part="failure"]').isVisible())
      throw new Error(await page.locator('[data-part="failure"]').innerText());
  }
  await page
    .getByRole('heading', { name: /^Logits at token/ })
    .first()
    .waitFor();
  for (const { name, width, height, colorScheme } of SHOTS) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path: join(folder, `${name}.png`) });
    console.log(join(folder, `${name}.png`));
  }
}

/** One operation swept over M, and the lesson that explains what is seen there. */
async function takePages(browser: Browser, address: string, folder: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  await page.goto(`${address}#kernels`);
  await page.getByRole('button', { name: 'Run M = 1 to 128' }).click();
  await page.getByText('Every M was run').waitFor({ timeout: RUN_MS });
  await page.screenshot({ path: join(folder, 'kernels.png') });
  console.log(join(folder, 'kernels.png'));
  await page.goto(`${address}#learn/why-reorder/bits`);
  await page.locator('[data-part="lesson"]').waitFor();
  await page.waitForTimeout(SETTLE_MS);
  await page.screenshot({ path: join(folder, 'lesson.png') });
  console.log(join(folder, 'lesson.png'));
}

const { values } = parseArgs({
  options: { folder: { type: 'string', default: 'docs' }, example: { type: 'boolean', default: false } },
});
const { address, browser, close } = await openBuiltPage();
try {
  await takeShots(browser, address, values.folder, !values.example);
  await takePages(browser, address, values.folder);
} finally {
  await close();
}
