import { expect, test } from '@playwright/test';
import { deflateSync } from 'fflate';
import { encodeLink } from '../src/experiment/link.ts';
import { parsePayload } from '../src/experiment/link-payload.ts';
import { LabPage, shortExperiment } from './lab-page.ts';

const experiment = shortExperiment(3);
const linkOf = (bytes: Uint8Array) => `#v1.${Buffer.from(bytes).toString('base64url')}`;
const linkOfJson = (value: unknown) => linkOf(deflateSync(new TextEncoder().encode(JSON.stringify(value))));
const sound = encodeLink(parsePayload({ experiment }));

for (const [what, fragment, words] of [
  ['a truncated link', sound.slice(0, sound.length / 2), 'cut off'],
  ['a huge link', `#v1.${'A'.repeat(300_000)}`, 'at most 200000'],
  ['a zip bomb', linkOf(deflateSync(new Uint8Array(50_000_000), { level: 9 })), 'inflates to more than'],
  ['wrong types', linkOfJson({ experiment: { ...experiment, arms: 'all' } }), 'experiment.arms'],
  ['an unknown field', linkOfJson({ experiment, run: 'alert(1)' }), 'run: unknown field'],
  ['a link of a later version', '#v7.AAAA', 'version 7'],
] as const) {
  test(`${what} is refused in words, and harmless`, async ({ page }) => {
    const lab = new LabPage(page);
    await page.goto(`/${fragment}`);
    const refusal = page.getByRole('alert');
    await expect(refusal).toContainText('This link cannot be opened:');
    await expect(refusal).toContainText(words);
    await expect(refusal).toBeInViewport();
    await expect(page.getByText('Computed earlier')).toBeVisible();
    expect(lab.consoleErrors).toEqual([]);
    expect(lab.foreignRequests).toEqual([]);
  });
}

test('a link with scripts in every text is shown as text, and shared on as text', async ({ page }) => {
  const markup = '<img src=x onerror="window.ranMarkup = true"><script>window.ranMarkup = true</script>|`*';
  const [probe, mate] = experiment.requests;
  const lab = new LabPage(page);
  const hostile = {
    ...experiment,
    title: markup,
    description: markup,
    requests: [{ ...probe, prompt: markup }, mate],
  };
  const expected = { adapter: markup, fingerprints: { 'alone/probe': '0'.repeat(64) } };
  await page.goto(`/${encodeLink(parsePayload({ experiment: hostile, expected }))}`);
  await expect(page.getByRole('region', { name: 'Receipt' })).toContainText(markup);
  await lab.runOnCpu();
  const dialog = await lab.openShare();
  const markdown = await dialog.getByRole('textbox', { name: 'Markdown' }).inputValue();
  expect(markdown).not.toContain('<img');
  expect(markdown).toContain('&lt;img');
  const embed = await dialog.getByRole('textbox', { name: 'Embed' }).inputValue();
  expect(embed.match(/</g)).toHaveLength(2);
  expect(await page.evaluate(() => 'ranMarkup' in window)).toBe(false);
  expect(lab.consoleErrors).toEqual([]);
});

test('inside another page, whatever its address, the page shows what an embed shows', async ({ page }) => {
  const body = '<iframe src="/"></iframe><iframe src="/#learn"></iframe>';
  await page.route('**/host.html', (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto('/host.html');
  const [lab, learn] = [0, 1].map((index) => page.locator('iframe').nth(index).contentFrame());
  await expect(lab.getByText(/^computed earlier on/)).toBeVisible();
  await expect(learn.getByRole('link', { name: 'Open this page by itself' })).toHaveAttribute(
    'href',
    /#learn$/,
  );
  for (const frame of [lab, learn]) {
    await expect(frame.getByRole('button', { name: 'Settings' })).toHaveCount(0);
    await frame.getByRole('button', { name: /^Run on/ }).press('Control+k');
    await expect(frame.getByRole('dialog')).toHaveCount(0);
  }
});
