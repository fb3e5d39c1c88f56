import { expect, type Locator, type Page, test } from '@playwright/test';
import type { RunRecord } from '../src/results/record.ts';
import { LabPage } from './lab-page.ts';
import { colourViolationsOf, violationsOf } from './violations.ts';

/** One probe in two dtypes: the rounding parts the streams within a few tokens, on any adapter. */
const twoDtypes = {
  version: 1,
  title: 'Two dtypes',
  requests: [
    {
      id: 'probe',
      role: 'probe',
      prompt: 'The little girl went into the',
      maxNewTokens: 10,
      ignoreEos: true,
    },
  ],
  arms: [
    { name: 'f32', requests: ['probe'], kernels: 'variant', dtype: 'f32' },
    { name: 'bf16', requests: ['probe'], kernels: 'variant', dtype: 'bf16' },
  ],
  compare: [['f32', 'bf16']],
};

test.describe
  .serial('the comparison', () => {
    let page: Page;
    let lab: LabPage;
    let pair: Locator;
    let record: RunRecord;
    let fork: number;

    test.beforeAll(async ({ browser }) => {
      // In a context of its own: the accessibility check opens a second page in it.
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      page = await context.newPage();
      lab = new LabPage(page);
      pair = lab.pair('f32', 'bf16');
      await lab.open(twoDtypes);
      // What is tested is the page; the CPU engine needs no kernels to be compiled first.
      await page.getByRole('radio', { name: /^CPU/ }).check();
      await lab.runButton.click();
      await lab.waitUntilDone(120_000);
      record = await lab.savedRecord();
      expect(record.diffs[0].fork).not.toBeNull();
      fork = record.diffs[0].fork!;
    });
    test.afterAll(() => page.context().close());

    const tokenOf = (side: 'a' | 'b', index: number) =>
      pair.locator(`[data-side="${side}"] [data-index="${index}"]`);
    const slider = () => pair.getByRole('slider', { name: 'Place in the streams' });

    test('the chips say what the record says', async () => {
      const [diff] = record.diffs;
      const chip = (name: string) => pair.locator('[data-part="figures"] > div').filter({ hasText: name });
      await expect(chip('bit-identical')).toContainText('no');
      await expect(chip('differing logits')).toContainText(diff.differingLogits.toLocaleString('en-US'));
      await expect(chip('argmax equal')).toContainText(`${fork} of ${fork + 1}`);
      await expect(pair.locator('[data-part="price"]')).toContainText(/decode step, B \/ A[\d.]+×/);
    });

    test('every token carries its probability', async () => {
      await expect(tokenOf('a', 0)).toHaveAttribute(
        'aria-label',
        /^token 0: '.*', id \d+, probability [\d.]+%/,
      );
      await expect(tokenOf('b', 9)).toHaveAttribute('aria-label', /probability [\d.]+%, after the fork$/);
    });

    test('pointing at a token lights it up everywhere, and no longer when the pointer leaves', async () => {
      await tokenOf('a', 1).hover();
      await expect(tokenOf('b', 1)).toHaveAttribute('data-lit');
      await expect(slider()).toHaveAttribute('aria-valuenow', '1');
      await expect(pair.locator('[data-part="place-line"]')).toContainText(
        /^token 1A '.*margin .* perturbation/,
      );
      await page.mouse.move(2, 2);
      await expect(tokenOf('b', 1)).not.toHaveAttribute('data-lit');
      await expect(slider()).toHaveAttribute('aria-valuenow', String(fork));

      const chart = pair.locator('[data-part="danger-line"]');
      const { width } = (await chart.boundingBox())!;
      await chart.hover({ position: { x: width / 2, y: 60 } });
      await expect(pair.locator('[data-part="token"][data-lit]')).toHaveCount(2);
      await page.mouse.move(2, 2);
    });

    test('a click pins, Escape lets go', async () => {
      const heading = pair.getByRole('heading', { name: /^Logits at token/ });
      await expect(heading).toHaveText(`Logits at token ${fork}, the fork`);
      await tokenOf('b', 0).click();
      await expect(heading).toHaveText('Logits at token 0');
      await expect(tokenOf('a', 0)).toHaveAttribute('aria-selected', 'true');
      await page.keyboard.press('Escape');
      await expect(heading).toHaveText(`Logits at token ${fork}, the fork`);
    });

    test('the strip is walked by keys like a slider', async () => {
      await slider().focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowRight');
      await expect(slider()).toHaveAttribute('aria-valuetext', /^token 1: A '/);
      // Where the pointer rests, a page that moves under it brings other tokens; what the keys have reached stays.
      for (let pixels = 0; pixels < 200; pixels += 20) {
        await page.mouse.wheel(0, pixels < 100 ? 20 : -20);
        await page.evaluate(
          () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
        );
      }
      await expect(slider()).toHaveAttribute('aria-valuetext', /^token 1: A '/);
      await page.keyboard.press('n');
      await expect(slider()).toHaveAttribute('aria-valuetext', new RegExp(`^token ${fork}, the fork`));
      await page.keyboard.press('Enter');
      await expect(tokenOf('a', fork)).toHaveAttribute('aria-selected', 'true');
      await page.keyboard.press('Escape');
    });

    test('the bits are those of the logits in the table', async () => {
      const row = pair.locator('[data-part="top-table"] tbody tr').nth(1);
      await row.getByRole('button').click();
      const shown = await row.locator('[data-part="logit"]').allTextContents();
      const bits = pair.locator('[data-part="bits-table"] tbody tr');
      const words: number[] = [];
      for (const [index, logit] of shown.entries()) {
        const [sign, exponent, fraction, hex, decimal] = await bits
          .nth(index)
          .locator('td')
          .allTextContents();
        expect(Number(decimal).toFixed(4)).toBe(logit);
        const word = Number.parseInt(sign + exponent + fraction, 2);
        expect(Number(hex)).toBe(word);
        const view = new DataView(new ArrayBuffer(4));
        view.setUint32(0, word);
        expect(view.getFloat32(0)).toBeCloseTo(Number(decimal), 6);
        words.push(word);
      }
      await expect(bits.nth(2)).toContainText(
        `0x${((words[0] ^ words[1]) >>> 0).toString(16).padStart(8, '0')}`,
      );
    });

    test('the histogram counts every logit', async () => {
      await expect(pair.getByRole('heading', { name: 'Distance of all 1024 logits' })).toBeVisible();
      await expect(pair.locator('[data-part="histogram"] figcaption')).toContainText(
        /equal bits \(0\); most lie [\d,]+ to [\d,]+ ulp/,
      );
    });

    test('f64 is a third column, and f32 is the closer arm', async () => {
      await pair.getByRole('button', { name: 'Compute in f64' }).click();
      await expect(pair.locator('[data-part="reference"]')).toContainText('A is closer here', {
        timeout: 60_000,
      });
      const headers = await pair.locator('[data-part="top-table"] thead th').allTextContents();
      expect(headers).toEqual(expect.arrayContaining(['logit A', 'logit B', 'f64', 'A − f64', 'B − f64']));
      const [first] = await pair.locator('[data-part="top-table"] tbody tr').all();
      const [, a, , , exact, error] = (await first.locator('td').allTextContents()).map((text) =>
        Number(text.replace('−', '-')),
      );
      expect(Math.abs(a - exact)).toBeLessThan(1e-3);
      expect(Math.abs(error)).toBeLessThan(1e-3);
    });

    test('past the fork a teacher-forced replay makes the logits comparable', async () => {
      await tokenOf('a', 8).click();
      await expect(pair.getByText('past the fork the contexts differ')).toBeVisible();
      await pair.getByRole('button', { name: 'Compare past the fork' }).click();
      await expect(pair.getByText('Teacher-forced replay:')).toBeVisible({ timeout: 60_000 });
      await expect(pair.getByText(/the highest logit is another at \d+ of 10 tokens/)).toBeVisible();
      await expect(pair.getByRole('heading', { name: /^Logits at token 8/ })).toHaveText(
        "Logits at token 8replay: bf16 fed f32's tokens",
      );
      await pair.getByText('Every token in figures').click();
      await expect(pair.locator('[data-part="by-token"] tbody tr')).toHaveCount(10);
      await expect(pair.locator('[data-part="by-token"] tbody tr').nth(9)).toContainText('replay');
      await page.keyboard.press('Escape');
    });

    test('nothing in the panel keeps anyone out, light and dark', async () => {
      await page.emulateMedia({ colorScheme: 'light' });
      expect(await violationsOf(page, '[data-part="pair"]')).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await colourViolationsOf(page, '[data-part="pair"]')).toEqual([]);
    });

    test('only the differences are left where the rest is folded', async () => {
      await page.getByRole('checkbox', { name: 'Only differences' }).check();
      await expect(pair.locator('[data-part="prompt"]')).toHaveCount(0);
      await expect(tokenOf('a', fork)).toBeVisible();
      await expect(tokenOf('a', 0)).toHaveCount(fork > 2 ? 0 : 1);
      await page.getByRole('checkbox', { name: 'Only differences' }).uncheck();
    });

    test('the keys of the table of actions walk the differences from anywhere', async () => {
      await page.locator('h1').click();
      await page.keyboard.press('n');
      await expect(tokenOf('a', fork)).toHaveAttribute('aria-selected', 'true');
      await page.keyboard.press('Escape');
      await expect(tokenOf('a', fork)).toHaveAttribute('aria-selected', 'false');
      expect(lab.consoleErrors).toEqual([]);
    });
  });
