import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, ElementHandle, Page } from 'puppeteer-core';
import { launchFirefox } from '../../scripts/firefox.ts';
import { encodeLink } from '../../src/experiment/link.ts';
import { parsePayload } from '../../src/experiment/link-payload.ts';
import type { RunRecord } from '../../src/results/record.ts';

const POLL_MS = 50;
const PATIENCE_MS = 30_000;

/** What names an element: a selector, and the text or the label that it must have; the first that is shown is meant. */
export interface Named {
  readonly css: string;
  readonly text?: RegExp;
}

export const button = (text: RegExp): Named => ({ css: 'button', text });
export const region = (label: string): Named => ({ css: `[aria-label="${label}"]` });

/** The page in a Firefox of its own, as a visitor uses it, and what a visitor does not see. */
export class FirefoxLab {
  readonly page: Page;
  readonly consoleErrors: string[] = [];
  readonly #browser: Browser;
  readonly #downloads: string;

  static async launch(viewport = { width: 1280, height: 800 }): Promise<FirefoxLab> {
    const downloads = await mkdtemp(join(tmpdir(), 'batchmates-firefox-'));
    const browser = await launchFirefox({ downloads, viewport });
    return new FirefoxLab(browser, await browser.newPage(), downloads);
  }

  private constructor(browser: Browser, page: Page, downloads: string) {
    this.page = page;
    this.#browser = browser;
    this.#downloads = downloads;
    page.on('console', (message) => {
      if (message.type() === 'error') this.consoleErrors.push(message.text());
    });
    page.on('pageerror', (error) => this.consoleErrors.push(String(error)));
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await rm(this.#downloads, { recursive: true, force: true });
  }

  /** Enters by a link to an experiment, or by any other address; waits until the page knows whether there is a GPU. */
  async open(address: string, experiment?: unknown): Promise<void> {
    const link = experiment ? encodeLink(parsePayload({ experiment })) : '';
    await this.page.goto(`${address}${link}`);
    await this.untilGone({ css: 'body', text: /asking the browser for a GPU/ });
  }

  /** The element once it is shown. Throws Error after a while, with what is shown instead. */
  async find({ css, text }: Named, patience = PATIENCE_MS): Promise<ElementHandle<HTMLElement>> {
    let found: ElementHandle<HTMLElement> | null = null;
    await this.#until(
      async () => {
        const handle = await this.page.evaluateHandle(shownElement, css, text?.source ?? '');
        found = handle.asElement() as ElementHandle<HTMLElement> | null;
        return found !== null;
      },
      patience,
      () => this.#missing(css, text),
    );
    return found!;
  }

  /** A real click, by the mouse, where the element is. */
  async click(named: Named, patience = PATIENCE_MS): Promise<void> {
    const element = await this.find(named, patience);
    await element.scrollIntoView();
    await element.click();
  }

  /** Waits for a text, and gives all of what the element holds. */
  async text(css: string, text: RegExp, patience = PATIENCE_MS): Promise<string> {
    const element = await this.find({ css, text }, patience);
    return await element.evaluate((of) => of.textContent ?? '');
  }

  async count(css: string): Promise<number> {
    return (await this.page.$$(css)).length;
  }

  async untilGone({ css, text }: Named, patience = PATIENCE_MS): Promise<void> {
    const gone = async () =>
      !(await this.page.evaluate(
        (selector, source) =>
          [...document.querySelectorAll<HTMLElement>(selector)].some((element) =>
            new RegExp(source, 's').test(element.innerText),
          ),
        css,
        text?.source ?? '',
      ));
    await this.#until(gone, patience, () => Promise.resolve(`${css} ${text} is still there`));
  }

  async waitUntilDone(patience = 200_000): Promise<void> {
    const status = await this.text('.progress p', /^(Done|Failed)/, patience);
    if (!status.startsWith('Done')) throw new Error(await this.text('.failure', /./));
  }

  async run(): Promise<void> {
    await this.click(button(/^Run on/));
    await this.waitUntilDone();
  }

  /** What a click on a button saves, as the browser wrote it. */
  async download(named: Named): Promise<{ name: string; bytes: Buffer }> {
    const before = await readdir(this.#downloads);
    await this.click(named);
    let name: string | undefined;
    const arrived = async () => {
      const files = await readdir(this.#downloads);
      // While a file is being written it has a companion with this ending.
      if (files.some((file) => file.endsWith('.part'))) return false;
      name = files.find((file) => !before.includes(file));
      return name !== undefined;
    };
    await this.#until(arrived, PATIENCE_MS, () => Promise.resolve(`${named.text} saved nothing`));
    return { name: name!, bytes: await readFile(join(this.#downloads, name!)) };
  }

  /** The record of the finished run, as the page gives it to a visitor. */
  async savedRecord(): Promise<RunRecord> {
    return JSON.parse((await this.download(button(/^Save the record/))).bytes.toString());
  }

  async #missing(css: string, text: RegExp | undefined): Promise<string> {
    const there = await this.page.evaluate(
      (selector) => [...document.querySelectorAll(selector)].map((element) => element.textContent),
      css,
    );
    const [failure] = await this.page.$$eval('.failure', (all) => all.map((each) => each.textContent));
    return `no ${css} shown with ${text}; found ${JSON.stringify(there).slice(0, 600)}${failure ?? ''}`;
  }

  async #until(holds: () => Promise<boolean>, patience: number, why: () => Promise<string>): Promise<void> {
    const end = Date.now() + patience;
    while (!(await holds())) {
      if (Date.now() > end) throw new Error(await why());
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
}

/** Runs in the page. Nothing in it has a name, since transpilers wrap functions with one in a helper that the page lacks. */
function shownElement(css: string, source: string): HTMLElement | null {
  const pattern = new RegExp(source, 's');
  return (
    [...document.querySelectorAll<HTMLElement>(css)].find(
      (element) =>
        element.checkVisibility() &&
        [element.getAttribute('aria-label'), element.textContent].some((text) =>
          pattern.test(text?.trim() ?? ''),
        ),
    ) ?? null
  );
}
