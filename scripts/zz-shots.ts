import { openBuiltPage } from './page-server.ts';
const names = process.argv.slice(2);
const { browser, address, close } = await openBuiltPage();
{
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on('console', (m: any) => { if (m.type() === 'error') console.log('console', m.text()); });
  page.on('pageerror', (e: any) => console.log('error', e));

  const shot = async (name: string, y: number) => {
    await page.evaluate((to: number) => scrollTo(0, to), y);
    await page.screenshot({ path: `/tmp/shots/${name}.png` });
  };
  if (names.includes('census')) {
    await page.goto(`${address}#census`);
    await page.getByRole('button', { name: 'Run the census' }).click();
    await page.getByText('Done: its answers').waitFor({ timeout: 120000 });
    await page.getByRole('combobox', { name: 'Facts' }).selectOption('functions');
    await page.emulateMedia({ colorScheme: 'light' });
    await shot('k1', 0); await shot('k2', 850); await shot('k3', 1700);
    await page.emulateMedia({ colorScheme: 'dark' });
    await shot('k4', 2550); await shot('k5', 4000);
    await page.setViewportSize({ width: 390, height: 844 });
    await shot('k6', 1200); await shot('k7', 2600);
  }
  if (names.includes('lesson')) {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(`${address}#learn/same-everywhere`);
    await page.getByRole('button', { name: 'Ask this adapter' }).first().click();
    await page.getByText(/^Computed on/).first().waitFor({ timeout: 60000 });
    for (const [i, label] of ['What the two texts fix, for f32', 'A product and a sum on your adapter', 'e^x in bits', 'The product of two powers of two', 'Two adapters of the census', 'What portable bits cost'].entries()) {
      const figure = page.locator(`[aria-label="${label}"]`).first();
      if (i === 3) { await page.emulateMedia({ colorScheme: 'dark' }); await page.setViewportSize({ width: 390, height: 844 }); }
      if (i === 5) await figure.locator('xpath=preceding-sibling::*[1]').getByRole('button', { name: 'Show me' }).click();
      await figure.scrollIntoViewIfNeeded();
      await figure.screenshot({ path: `/tmp/shots/f${i}.png` });
    }
  }
}
await close();
process.exit(0);
