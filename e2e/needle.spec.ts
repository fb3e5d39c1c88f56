import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, type Page, test } from '@playwright/test';
import type { RunRecord } from '../src/results/record.ts';
import { LabPage } from './lab-page.ts';
import { expectNoSidewaysScroll } from './sideways.ts';

const SHOWN = 'the page runs the needle on WebGPU, and shows what its record says';

/** Runs in the page before its own code, and not in its workers: counts the GPU devices that the page's own thread asks for. */
function countDevices(): void {
  const counts = globalThis as typeof globalThis & { devicesOfThePage: number };
  counts.devicesOfThePage = 0;
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = function (...descriptor) {
    counts.devicesOfThePage++;
    return requestDevice.apply(this, descriptor);
  };
}

test.describe
  .serial('the needle', () => {
    let page: Page;
    let lab: LabPage;
    let record: RunRecord;

    test.beforeAll(async ({ browser }) => {
      page = await browser.newPage();
      lab = new LabPage(page);
    });
    test.afterAll(() => page.close());

    test(SHOWN, async () => {
      await page.addInitScript(countDevices);
      await lab.open();
      await lab.runButton.click();
      await lab.waitUntilDone(150_000);
      record = await lab.savedRecord();
      const [variant, invariant] = record.diffs;

      expect(variant.fork).not.toBeNull();
      await expect(lab.pair('alone', 'company')).toContainText(`fork at token ${variant.fork}: A '`);
      expect(invariant).toMatchObject({ identical: true, fork: null, differingLogits: 0 });
      await expect(lab.pair('alone-invariant', 'company-invariant')).toContainText(
        `bit-identical: ${invariant.comparedPositions} tokens`,
      );
      expect(record.engine).toBe('webgpu');
      expect(lab.consoleErrors).toEqual([]);
      // The engine lives in a worker, so that the page has no reason to stall.
      expect(page.workers().length).toBeGreaterThan(0);
      expect(await page.evaluate('devicesOfThePage')).toBe(0);
    });

    test('the logits at the fork explain the two tokens', async () => {
      const { forkTokens } = record.diffs[0];
      const pair = lab.pair('alone', 'company');
      await expect(pair.getByRole('heading', { name: /^Logits at token .*, the fork/ })).toBeVisible();
      const changed = pair.locator('[data-part="rank-changed"]');
      await expect(changed.filter({ hasText: `id ${forkTokens!.a!.token}` }).first()).toContainText(/1 → \d/);
      await expect(changed.filter({ hasText: `id ${forkTokens!.b!.token}` }).first()).toContainText(/\d → 1/);
    });

    test('tokens are reached and compared by keyboard', async () => {
      const pair = lab.pair('alone', 'company');
      const { fork } = record.diffs[0];
      await pair.getByRole('option').first().focus();
      await page.keyboard.press('n');
      await expect(pair.locator(':focus')).toHaveAttribute(
        'aria-label',
        new RegExp(`^token ${fork}: .*the fork`),
      );
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Enter');
      await expect(pair.getByRole('heading', { name: `Logits at token ${fork! - 1}` })).toBeVisible();
      await page.keyboard.press('Enter');
    });

    test('the command line finds the same bits on the same adapter', async () => {
      const needle = JSON.parse(await readFile('experiments/needle.json', 'utf8'));
      // The pair that forks is enough, and leaves out half of the time.
      const [pair] = needle.compare;
      const arms = needle.arms.filter(({ name }: { name: string }) => pair.includes(name));
      const file = test.info().outputPath('needle-pair.json');
      await writeFile(file, JSON.stringify({ ...needle, arms, compare: [pair] }));
      const { stdout } = await promisify(execFile)(
        'npm',
        ['run', '-s', 'lab', '--', 'run', file, '--json', '-'],
        {
          env: { ...process.env, BATCHMATES_ADAPTER: 'software' },
          maxBuffer: 64 << 20,
        },
      );
      const node: RunRecord = JSON.parse(stdout);
      // Both are told to take the software adapter.
      expect(node.adapter.architecture).toBe(record.adapter.architecture);
      expect(node.diffs[0].fork).toBe(record.diffs[0].fork);
      for (const arm of node.arms) {
        const same = record.arms.find(({ name }) => name === arm.name)!;
        expect(same.requests.map(({ fingerprint }) => fingerprint)).toEqual(
          arm.requests.map(({ fingerprint }) => fingerprint),
        );
      }
    });

    test('fits a phone', async () => {
      await page.setViewportSize({ width: 390, height: 844 });
      await page.locator('[data-part="step-log"] summary').click();
      await expectNoSidewaysScroll(page);
    });
  });
