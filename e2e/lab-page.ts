import { readFile } from 'node:fs/promises';
import { expect, type Locator, type Page } from '@playwright/test';
import { encodeLink } from '../src/experiment/link.ts';
import { parsePayload } from '../src/experiment/link-payload.ts';
import type { RunRecord } from '../src/results/record.ts';

export { shortExperiment } from './short-experiment.ts';

/** What the shipped example compares first. */
export const EXAMPLE_PAIR = ['alone', 'company'] as const;

/** The page as a visitor uses it, and what a visitor does not see: errors and requests to elsewhere. */
export class LabPage {
  readonly page: Page;
  readonly consoleErrors: string[] = [];
  readonly foreignRequests: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error') this.consoleErrors.push(message.text());
    });
    page.on('pageerror', (error) => this.consoleErrors.push(error.message));
    page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (protocol.startsWith('http') && hostname !== '127.0.0.1') this.foreignRequests.push(request.url());
    });
  }

  /** Enters by a link to an experiment, or opens the plain page; waits until its parts are there and it knows whether there is a GPU. */
  async open(experiment?: unknown): Promise<void> {
    await this.page.goto(experiment ? `/${encodeLink(parsePayload({ experiment }))}` : '/');
    await expect(this.page.locator('main')).not.toBeEmpty();
    await expect(this.page.getByText('asking the browser for a GPU')).toBeHidden();
  }

  get runButton(): Locator {
    return this.page.getByRole('button', { name: /^Run on/ }).first();
  }

  get cancelButton(): Locator {
    return this.page.getByRole('button', { name: 'Cancel' });
  }

  /** The line under the progress bar. */
  get status(): Locator {
    return this.page.locator('[data-part="progress"] p');
  }

  get failure(): Locator {
    return this.page.locator('[data-part="failure"]');
  }

  /** Reaches a control as a visitor without a mouse does; within a toolbar or a list by an arrow key. */
  async tabTo(control: Locator, most = 120, key = 'Tab'): Promise<void> {
    const focused = () => control.evaluate((element) => element === document.activeElement);
    for (let presses = 0; presses < most; presses++) {
      if (await focused()) return;
      await this.page.keyboard.press(key);
    }
    throw new Error(`${control} was not reached in ${most} presses of ${key}`);
  }

  pair(a: string, b: string): Locator {
    return this.page.getByRole('article', { name: `${a} against ${b}`, exact: true });
  }

  async waitForTokens(): Promise<void> {
    await expect(this.status).toHaveText(/^Running: \d/, { timeout: 60_000 });
  }

  async waitUntilDone(timeout = 150_000): Promise<void> {
    await expect(this.status).toHaveText(/^(Done|Failed)/, { timeout });
    await expect(this.status).toHaveText(/^Done/);
  }

  /** Runs on the engine that costs a test least: what it checks has nothing to do with a GPU. */
  async runOnCpu(): Promise<void> {
    await this.page.getByRole('radio', { name: /^CPU/ }).check();
    await this.runButton.click();
    await this.waitUntilDone();
  }

  async openShare(): Promise<Locator> {
    await this.page.getByRole('button', { name: 'Share', exact: true }).click();
    return this.page.getByRole('dialog', { name: 'Share this experiment' });
  }

  /** The record of the finished run, as the page gives it to a visitor. */
  async savedRecord(): Promise<RunRecord> {
    const download = this.page.waitForEvent('download');
    await this.page.getByRole('button', { name: 'Save the record' }).click();
    return JSON.parse(await readFile(await (await download).path(), 'utf8'));
  }
}
