/**
 * Renews the pictures of the README: the page after a run, on a desktop and on a phone, light and dark. Serves the build there
 * is, so `npm run build` first; the run is a real one, on the software adapter.
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

/** One page for all four, so that one run serves them. */
async function takeShots(browser: Browser, address: string, folder: string, run: boolean): Promise<void> {
  const page = await browser.newPage({ viewport: SHOTS[0] });
  await page.goto(address);
  await page.getByText('Computed earlier').waitFor();
  if (run) {
    await page
      .getByRole('button', { name: /^Run on/ })
      .first()
      .click();
    await page.getByText(/^(Done|Failed)/).waitFor({ timeout: RUN_MS });
    if (await page.locator('.failure').isVisible())
      throw new Error(await page.locator('.failure').innerText());
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

const { values } = parseArgs({
  options: { folder: { type: 'string', default: 'docs' }, example: { type: 'boolean', default: false } },
});
const { address, browser, close } = await openBuiltPage();
try {
  await takeShots(browser, address, values.folder, !values.example);
} finally {
  await close();
}
