import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, ElementHandle, KeyInput, Page } from 'puppeteer-core';
import { launchFirefox } from '../../scripts/firefox.ts';
import { encodeLink } from '../../src/experiment/link.ts';
import { parsePayload } from '../../src/experiment/link-payload.ts';
import type { RunRecord } from '../../src/results/record.ts';

const POLL_MS = 50;
const PATIENCE_MS = 30_000;
/** Without a request: then a page has all of its parts. */
const IDLE_MS = 300;

/** What names an element: a selector, and the text or the label that it must have. The first that is shown is meant. */
export interface Named {
  readonly css: string;
  readonly text?: RegExp;
  readonly inside?: Named;
}

const within = (inside?: Named) => (inside ? { inside } : {});

export const button = (text: RegExp, inside?: Named): Named => ({ css: 'button', text, ...within(inside) });
export const labelled = (label: string, inside?: Named): Named => ({
  css: `[aria-label="${label}"]`,
  ...within(inside),
});
/** Anything that holds no other element than words about it and has this text. */
export const words = (text: RegExp, inside?: Named): Named => ({
  css: 'p, h1, h2, h3, h4, li, dd, td, output, label, span, [role=status], [role=alert]',
  text,
  ...within(inside),
});

/** From the outermost to the one that is meant, as a page can be given it. */
function pathTo({ css, text, inside }: Named): [css: string, pattern: string][] {
  return [...(inside ? pathTo(inside) : []), [css, text?.source ?? '']];
}

const told = (named: Named) =>
  pathTo(named)
    .map(([css, pattern]) => `${css} ${pattern && `/${pattern}/`}`)
    .join(' > ');

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

  forgetErrors(): void {
    this.consoleErrors.length = 0;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await rm(this.#downloads, { recursive: true, force: true });
  }

  /** Enters by a link to an experiment, or by any other address; waits until the page knows whether there is a GPU. */
  async open(address: string, experiment?: unknown): Promise<void> {
    const link = experiment ? encodeLink(parsePayload({ experiment })) : '';
    await this.page.goto(`${address}${link}`);
    await this.untilGone(words(/asking the browser for a GPU/));
  }

  /** The element once it is shown. Throws Error after a while, with what is shown instead. */
  async find(named: Named, patience = PATIENCE_MS): Promise<ElementHandle<HTMLElement>> {
    await this.#until(
      async () => (await this.count(named)) > 0,
      patience,
      () => this.#missing(named),
    );
    const all = await this.page.evaluateHandle(shownElements, pathTo(named));
    return (await all.evaluateHandle(([first]) => first)) as ElementHandle<HTMLElement>;
  }

  /**
   * A real click, by the mouse, once what was loading has stopped to move the element. A page that moves it in the very moment of
   * the click (WebGPU is there, and a choice of engines opens above it) lets the mouse miss: the element is then clicked again.
   */
  async click(named: Named, patience = PATIENCE_MS): Promise<void> {
    const element = await this.find(named, patience);
    const received = await element.evaluateHandle((of) => {
      const events = { clicks: 0 };
      of.addEventListener('click', () => events.clicks++, { capture: true });
      return events;
    });
    const isClicked = async () => {
      await this.#untilStill(element, named);
      await element.click();
      return (await received.evaluate(({ clicks }) => clicks)) > 0;
    };
    await this.#until(isClicked, patience, () => Promise.resolve(`${told(named)} is missed by every click`));
  }

  async #untilStill(element: ElementHandle<HTMLElement>, named: Named): Promise<void> {
    await element.scrollIntoView();
    let before = '';
    const isStill = async () => {
      const place = JSON.stringify(await element.boundingBox());
      const still = place === before;
      before = place;
      return still;
    };
    await this.#until(isStill, PATIENCE_MS, () => Promise.resolve(`${told(named)} does not stop moving`));
  }

  async focus(named: Named): Promise<void> {
    await (await this.find(named)).focus();
  }

  /** All of the text that the element holds once it is shown. */
  async text(named: Named, patience = PATIENCE_MS): Promise<string> {
    return await (await this.find(named, patience)).evaluate((of) => of.textContent ?? '');
  }

  async untilGone(named: Named, patience = PATIENCE_MS): Promise<void> {
    const isGone = async () => (await this.count(named)) === 0;
    await this.#until(isGone, patience, () => Promise.resolve(`${told(named)} is still there`));
  }

  async count(named: Named): Promise<number> {
    const all = await this.page.evaluateHandle(shownElements, pathTo(named));
    return await all.evaluate(({ length }) => length);
  }

  async focusedLabel(): Promise<string> {
    return await this.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
  }

  /**
   * Another address as from a new visit: the page itself tells an address that only differs in its fragment from a new one. What still
   * loads is awaited: Firefox tells of a part that is left half loaded as of a fault of the service worker that hands it out.
   */
  async revisit(address: string): Promise<void> {
    await this.page.waitForNetworkIdle({ idleTime: IDLE_MS, timeout: PATIENCE_MS });
    await this.page.goto('about:blank');
    await this.page.goto(address);
    await this.untilGone(words(/asking the browser for a GPU/));
  }

  /** Pastes over all that an editor holds, by the clipboard and the keyboard. */
  async pasteOver(editor: Named, text: string): Promise<void> {
    await this.click(editor);
    await this.page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await this.press('a', 'Control');
    await this.press('v', 'Control');
  }

  async press(key: KeyInput, held: KeyInput): Promise<void> {
    await this.page.keyboard.down(held);
    await this.page.keyboard.press(key);
    await this.page.keyboard.up(held);
  }

  async waitUntilDone(patience = 200_000): Promise<void> {
    const status = await this.text({ css: 'p', text: /^(Done|Failed)/ }, patience);
    if (!status.startsWith('Done')) throw new Error(await this.text({ css: '[role=alert]' }));
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

  async #missing(named: Named): Promise<string> {
    const shown = await this.page.evaluate(() => (document.querySelector('main') ?? document.body).innerText);
    return `${told(named)} is not shown; the page says: ${shown.slice(0, 3000)}`;
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
function shownElements(path: readonly (readonly [css: string, pattern: string])[]): HTMLElement[] {
  return path.reduce<(Document | HTMLElement)[]>(
    (parents, [css, pattern]) =>
      parents.flatMap((parent) =>
        [...parent.querySelectorAll<HTMLElement>(css)].filter(
          (element) =>
            element.checkVisibility() &&
            [element.getAttribute('aria-label'), element.textContent].some((text) =>
              new RegExp(pattern, 's').test(text?.trim() ?? ''),
            ),
        ),
      ),
    [document],
  ) as HTMLElement[];
}
