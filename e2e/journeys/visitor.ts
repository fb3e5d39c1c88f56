/** What the drivers of both browsers have in common. */
export interface Tab {
  goto(address: string): Promise<unknown>;
  reload(): Promise<unknown>;
  goBack(): Promise<unknown>;
  evaluate<Given, Answer>(work: (given: Given) => Answer, given: Given): Promise<Answer>;
  click(x: number, y: number): Promise<void>;
  press(key: string): Promise<void>;
  type(text: string): Promise<void>;
}

/** What a way through the page may cost a visitor. */
export interface Effort {
  readonly clicks: number;
  /** Pixels by which the page, or a part of it, had to be scrolled. */
  readonly scrolled: number;
  /** What was looked for where anything had to be scrolled, and by how much. */
  readonly lookedFor: readonly string[];
}

const POLL_MS = 60;
const PATIENCE_MS = 30_000;
const READING_MS = 1_500;
/** Until a run on a software adapter is over. */
export const RUN_MS = 200_000;

/** What can be pressed. */
const CONTROLS =
  'button, a, summary, label, [role=tab], [role=option], [role=radio], input, textarea, select';
/** What is read: any element; of those with the text the innermost is meant. */
const WORDS = 'body *';

interface Wanted {
  readonly css: string;
  readonly pattern: string;
  /** Where it stands, and nothing is scrolled. */
  readonly still?: true;
}

interface Found {
  readonly x: number;
  readonly y: number;
  readonly scrolled: number;
  /** Before anything was scrolled. */
  readonly inSight: boolean;
  readonly text: string;
}

/** Somebody who has not seen the page before, finds what they want by its words, and gets tired of clicking and scrolling. */
export class Visitor {
  readonly #tab: Tab;
  #clicks = 0;
  #scrolled = 0;
  readonly #lookedFor: string[] = [];

  constructor(tab: Tab) {
    this.#tab = tab;
  }

  get effort(): Effort {
    return { clicks: this.#clicks, scrolled: Math.round(this.#scrolled), lookedFor: this.#lookedFor };
  }

  /** Enters by an address; what it cost to get there is nothing. */
  async enter(address: string): Promise<void> {
    // An address that differs in its fragment alone would be no new visit.
    await this.#tab.goto('about:blank');
    await this.#tab.goto(address);
    await this.#arrive();
  }

  /** @returns all of what is read, once it stands in the window. */
  async see(text: RegExp, patience = PATIENCE_MS): Promise<string> {
    return (await this.#find({ css: WORDS, pattern: text.source }, patience)).text;
  }

  async click(name: RegExp, patience = PATIENCE_MS): Promise<void> {
    const { x, y } = await this.#find({ css: CONTROLS, pattern: name.source }, patience);
    this.#clicks++;
    await this.#tab.click(x, y);
  }

  /** Whether something can be pressed without scrolling, right now. */
  async isAtHand(name: RegExp): Promise<boolean> {
    const found = await this.#tab.evaluate(look, { css: CONTROLS, pattern: name.source, still: true });
    return found?.inSight ?? false;
  }

  async press(key: string): Promise<void> {
    await this.#tab.press(key);
  }

  async type(text: string): Promise<void> {
    await this.#tab.type(text);
  }

  /** As long as it takes to read a line. */
  async read(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, READING_MS));
  }

  async reload(): Promise<void> {
    await this.#tab.reload();
    await this.#arrive();
  }

  async back(): Promise<void> {
    await this.#tab.goBack();
  }

  /** The value of the field of this label. */
  async valueOf(label: string): Promise<string> {
    return await this.#tab.evaluate(
      (given) =>
        [...document.querySelectorAll('textarea')].find(({ labels }) =>
          [...labels].some(({ textContent }) => textContent === given),
        )?.value ?? '',
      label,
    );
  }

  async title(): Promise<string> {
    return await this.#tab.evaluate(() => document.title, null);
  }

  async #find(wanted: Wanted, patience: number): Promise<Found> {
    let before: Found | null = null;
    let scrolled = 0;
    const end = Date.now() + patience;
    for (;;) {
      const found = await this.#tab.evaluate(look, wanted);
      scrolled += found?.scrolled ?? 0;
      // What still moves would be missed.
      if (found && before && found.x === before.x && found.y === before.y) {
        this.#scrolled += scrolled;
        if (scrolled > 0) this.#lookedFor.push(`${Math.round(scrolled)} px to /${wanted.pattern}/`);
        return found;
      }
      before = found;
      if (Date.now() > end) throw new Error(await this.#missing(wanted));
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Until the parts of the page are there, and it knows whether there is a GPU. */
  async #arrive(): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    while (!(await this.#tab.evaluate(() => document.querySelector('main')?.hasChildNodes(), null)))
      if (Date.now() > end) throw new Error('nothing of the page came');
    await this.#forGone(/asking the browser for a GPU/);
  }

  async #forGone(text: RegExp): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    while ((await this.#tab.evaluate(look, { css: WORDS, pattern: text.source, still: true })) !== null)
      if (Date.now() > end) throw new Error(`${text} stays`);
  }

  async #missing({ css, pattern }: Wanted): Promise<string> {
    const shown = await this.#tab.evaluate(() => document.body.innerText.slice(0, 2500), null);
    return `/${pattern}/ is not among what can be ${css === WORDS ? 'read' : 'pressed'}: ${shown}`;
  }
}

/**
 * Runs in the page: brings the first shown element of this name or text into the window, past what sticks to its edges. Nothing in it
 * has a name, since transpilers wrap functions with one in a helper that the page lacks.
 */
function look({ css, pattern, still }: Wanted): Found | null {
  const matching = [...document.querySelectorAll<HTMLElement>(css)].filter(
    (element) =>
      element.checkVisibility({ visibilityProperty: true }) &&
      element.getClientRects().length > 0 &&
      [
        element.getAttribute('aria-label'),
        element.innerText ?? element.textContent,
        // What stands in a field is read like any text.
        element instanceof HTMLTextAreaElement ? element.value : null,
        ...[...((element as HTMLInputElement).labels ?? [])].map(({ textContent }) => textContent),
      ].some((text) => new RegExp(pattern, 's').test(text?.trim() ?? '')),
  );
  const open = document.querySelector('dialog[open]');
  const reachable = open ? matching.filter((element) => open.contains(element)) : matching;
  const [element] = reachable.filter(
    (each) => !reachable.some((other) => other !== each && each.contains(other)),
  );
  if (!element) return null;
  const before = element.getBoundingClientRect();
  const covered = [element].map((each) => {
    const { left, top, width, height } = each.getBoundingClientRect();
    const at = document.elementFromPoint(left + Math.min(width / 2, 60), top + Math.min(height / 2, 60));
    return at === null || !(each.contains(at) || at.contains(each) || at.closest('label') === each);
  })[0];
  if (covered && !still) element.scrollIntoView({ block: 'center', behavior: 'instant' });
  const { left, top, width, height } = element.getBoundingClientRect();
  return {
    x: Math.round(left + Math.min(width / 2, 60)),
    y: Math.round(top + Math.min(height / 2, 60)),
    scrolled: Math.abs(before.top - top),
    inSight: !covered,
    text: element.innerText ?? element.textContent,
  };
}
